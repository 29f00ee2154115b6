"""From the renderer's linear light to a photograph: noise filter, lens, sensor, tone, file."""
import bpy
import numpy as np


def load_plane(path, channels):
    """Array (h, w, channels), first row at the top, of an EXR file."""
    image = bpy.data.images.load(path)
    image.colorspace_settings.name = "Non-Color"
    width, height = image.size
    values = np.empty(width * height * image.channels, np.float32)
    image.pixels.foreach_get(values)
    plane = values.reshape(height, width, image.channels)[::-1, :, :channels].copy()
    bpy.data.images.remove(image)
    return plane


def shifted(plane, down, right):
    height, width = plane.shape[:2]
    rows = np.clip(np.arange(height) + down, 0, height - 1)
    columns = np.clip(np.arange(width) + right, 0, width - 1)
    return plane[rows][:, columns]


def calm(light, albedo, normal, reach=3, strength=1.0):
    """Joint bilateral filter: averages neighbours of like colour, albedo and direction."""
    ratio = light / (albedo + 0.05)
    tone = np.log1p(4 * blur(ratio, 1.0))
    total = np.zeros_like(light)
    weight = np.zeros(light.shape[:2], np.float32)
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            far = (down * down + right * right) / (2 * (reach / 1.6) ** 2)
            apart = ((shifted(albedo, down, right) - albedo) ** 2).sum(2) / 0.004
            apart += ((shifted(normal, down, right) - normal) ** 2).sum(2) / 0.03
            apart += ((shifted(tone, down, right) - tone) ** 2).sum(2) / (0.03 * strength)
            share = np.exp(-far - apart)
            total += shifted(ratio, down, right) * share[..., None]
            weight += share
    return total / weight[..., None] * (albedo + 0.05)


def blur(plane, sigma):
    """Gaussian blur of an (h, w, c) array."""
    reach = max(1, int(3 * sigma))
    taps = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma * sigma))
    taps /= taps.sum()
    for axis in (0, 1):
        out = np.zeros_like(plane)
        for tap, step in zip(taps, range(-reach, reach + 1)):
            moved = shifted(plane, step, 0) if axis == 0 else shifted(plane, 0, step)
            out += np.float32(tap) * moved
        plane = out
    return plane


def stop_fireflies(light):
    """Single pixels far brighter than all of their neighbours come down to these."""
    steps = [(d, r) for d in (-1, 0, 1) for r in (-1, 0, 1) if (d, r) != (0, 0)]
    level = light.max(2)
    around = np.sort(np.stack([shifted(level, d, r) for d, r in steps]), axis=0)[-2]
    limit = 1.6 * around + 0.05
    scale = np.where(level > limit, limit / np.maximum(level, 1e-6), 1.0)
    return light * scale[..., None]


def mist(light, depth, reach, colour):
    """Haze that swallows things with distance; reach is where 63 % is gone, colour linear RGB."""
    left = np.exp(-np.clip(depth, 0, 1e4) / reach)
    return light * left + np.asarray(colour, np.float32) * (1 - left)


def lens(light, glow, vignette):
    """Glow of bright places and the darker corners of a real lens."""
    height, width = light.shape[:2]
    bright = np.clip(light - 1.2, 0, 12)
    halo = 0.6 * blur(bright, width / 160) + 0.4 * blur(bright, width / 45)
    rows, columns = np.mgrid[0:height, 0:width]
    off = np.hypot((rows - height / 2), (columns - width / 2)) / np.hypot(height / 2, width / 2)
    return (light + glow * halo) * (1 - vignette * off**2.2)[..., None]


def sensor(light, seed, grain):
    """Shot and read noise, slightly coarser in colour than in brightness."""
    draw = np.random.default_rng(seed)
    shape = light.shape
    sigma = grain * np.sqrt(np.clip(light, 0, 4) * 0.0007 + 0.000008)
    fine = draw.standard_normal(shape[:2], dtype=np.float32)[..., None]
    colour = blur(draw.standard_normal(shape, dtype=np.float32), 0.7)
    return light + sigma * (0.8 * fine + 0.7 * colour)


def save_photo(light, path, exposure, look):
    """Writes the linear light as a JPEG through the film-like tone curve."""
    scene = bpy.context.scene
    scene.view_settings.view_transform = "Filmic"
    scene.view_settings.look = look
    scene.view_settings.exposure = exposure
    settings = scene.render.image_settings
    settings.file_format = "JPEG"
    settings.quality = 88
    height, width = light.shape[:2]
    image = bpy.data.images.new("photo", width, height, alpha=False, float_buffer=True)
    full = np.ones((height, width, 4), np.float32)
    full[..., :3] = np.clip(light, 0, 60)
    image.pixels.foreach_set(full[::-1].reshape(-1))
    image.save_render(path, scene=scene)
    bpy.data.images.remove(image)
