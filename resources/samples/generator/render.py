"""Renders the sample scenes: blender -b -P render.py -- [--draft] [--out FOLDER] [scene ids]

Writes images/*.jpg and brings scenes.json up to date for the scenes rendered.
A draft is small, quick, and goes to the folder given without touching scenes.json.
"""
import argparse
import os
import sys
import tempfile
import time

import bpy
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import catalogue
import develop
from stage import Stage

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--masks", action="store_true", help="keep the pictures, redo the masks")
    parser.add_argument("--out", default=HOME)
    parser.add_argument("ids", nargs="*")
    tail = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    return parser.parse_args(tail)


def prepare(scene, passes):
    """Cycles on the processor; the compositor writes the wanted passes as EXR files."""
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 9, 4, 4
    cycles.transmission_bounces, cycles.transparent_max_bounces = 8, 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4.0
    cycles.use_denoising = False
    layer = bpy.context.view_layer
    layer.use_pass_object_index = True
    layer.cycles.denoising_store_passes = True
    scene.render.use_compositing = scene.use_nodes = True
    scene.node_tree.nodes.clear()
    source = scene.node_tree.nodes.new("CompositorNodeRLayers")
    sink = scene.node_tree.nodes.new("CompositorNodeOutputFile")
    sink.base_path = tempfile.mkdtemp()
    sink.format.file_format = "OPEN_EXR"
    sink.format.color_depth = "32"
    sink.file_slots.clear()
    for name in passes:
        sink.file_slots.new(name.replace(" ", ""))
        scene.node_tree.links.new(source.outputs[name], sink.inputs[-1])
    return sink.base_path


def shoot(scene, count, threshold):
    """Renders the light, the two guides of the noise filter and the distance."""
    folder = prepare(scene, ["Image", "Denoising Albedo", "Denoising Normal", "Denoising Depth"])
    scene.cycles.samples = count
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold = threshold
    scene.cycles.adaptive_min_samples = 24
    bpy.ops.render.render()
    planes = [("Image", 3), ("DenoisingAlbedo", 3), ("DenoisingNormal", 3), ("DenoisingDepth", 1)]
    return [develop.load_plane(f"{folder}/{name}0001.exr", channels) for name, channels in planes]


def indices(scene):
    """Object index per pixel, seen by one ray through each pixel's centre, nothing blurred."""
    folder = prepare(scene, ["IndexOB"])
    scene.cycles.samples = 1
    scene.cycles.use_adaptive_sampling = False
    scene.cycles.filter_width = 0.01
    scene.cycles.max_bounces = 0
    scene.camera.data.dof.use_dof = False
    scene.render.use_motion_blur = False
    bpy.ops.render.render()
    return np.rint(develop.load_plane(f"{folder}/IndexOB0001.exr", 1)[..., 0]).astype(int)


def photograph(spec, stage, path, draft):
    look = spec.get("look", {})
    count = 20 if draft else spec.get("rays", 128)
    light, albedo, normal, depth = shoot(stage.scene, count, 0.1 if draft else 0.04)
    light = develop.stop_fireflies(light)
    light = develop.calm(light, albedo, normal, strength=look.get("calm", 1.0))
    if "mist" in look:
        light = develop.mist(light, depth, *look["mist"])
    light = develop.lens(light, look.get("glow", 0.05), look.get("vignette", 0.3))
    exposed = light * 2 ** look.get("exposure", 0.0)
    exposed = develop.sensor(exposed, spec["number"], look.get("grain", 1.0))
    develop.save_photo(exposed, path, 0.0, look.get("curve", "Medium High Contrast"))


def make(spec, options):
    started = time.time()
    size = [side // 2 for side in spec["size"]] if options.draft else spec["size"]
    stage = Stage(size)
    spec["build"](stage)
    stage.scene.cycles.seed = spec["number"]
    name = f"images/{spec['number']:02d}-{spec['id']}.jpg"
    os.makedirs(f"{options.out}/images", exist_ok=True)
    if not options.masks:
        photograph(spec, stage, f"{options.out}/{name}", options.draft)
    found = indices(stage.scene)
    catalogue.write(f"{options.out}/scenes.json", spec, name, catalogue.Masks(found, stage.tags))
    seconds = time.time() - started
    with open(f"{options.out}/times.txt" if options.draft else os.devnull, "a") as log:
        log.write(f"{spec['id']} {seconds:.0f}s\n")
    print(f"MADE {name} in {seconds:.0f} s", flush=True)


def main():
    options = arguments()
    specs = catalogue.all_scenes()
    unknown = set(options.ids) - {spec["id"] for spec in specs}
    if unknown:
        raise SystemExit(f"no such scene: {', '.join(sorted(unknown))}")
    for spec in specs:
        if not options.ids or spec["id"] in options.ids:
            make(spec, options)


main()
