"""Changes of colour and sharpness that leave the masks as they are."""

import cv2
import numpy as np


def recolour(rgb, rng):
    """uint8 [h,w,3] to float32 0..1: exposure, contrast, white balance, saturation, grey, blur, noise."""
    image = rgb.astype(np.float32) / 255
    if rng.random() < 0.8:
        gain = np.exp(rng.normal(0, 0.15) + rng.normal(0, 0.06, 3)).astype(np.float32)
        image = image * gain + np.float32(rng.normal(0, 0.05))
        image = (image - 0.45) * np.float32(np.exp(rng.normal(0, 0.2))) + 0.45
    if rng.random() < 0.4:
        grey = image.mean(2, keepdims=True)
        image = grey + (image - grey) * np.float32(rng.uniform(0.0, 1.5) if rng.random() < 0.8 else 0.0)
    if rng.random() < 0.2:
        image = np.ascontiguousarray(image[..., rng.permutation(3)])
    sharpness = rng.random()
    if sharpness < 0.2:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 1.2))
    elif sharpness > 0.5:
        soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 1.5))
        image = image + (image - soft) * np.float32(rng.uniform(0.3, 1.5))
    if rng.random() < 0.4:
        grain = rng.standard_normal(image.shape[:2], dtype=np.float32)[..., None]
        image = image + grain * np.float32(rng.uniform(0.005, 0.05))
    return image.clip(0, 1)
