"""Procedural materials shared by the scenes. Scales are in scene units (about 10 cm)."""
from graph import material


def ceramic(colour, speckle=None, rough=0.18, wobble=0.04, foot=None):
    """Glazed pottery with a slightly uneven surface; speckle is the colour of fine dots."""
    made, g = material("ceramic")
    at = g.coords("Object", per_object=9)
    tint = g.vary(colour, g.noise(at, 1.2, 3), 0.01, 0.18)
    if speckle:
        dots = g.ramp(g.noise(at, 26, 3, 0.7), [(0.60, 0.0), (0.66, 1.0)])
        tint = g.mix(dots, tint, speckle)
    if foot:
        height = g.node("SeparateXYZ", Vector=g.coords("Generated")).outputs["Z"]
        edge = g.math("ADD", height, g.spread(g.noise(at, 2.0, 3), -0.06, 0.06))
        tint = g.mix(g.ramp(edge, [(0.2, 1.0), (0.24, 0.0)]), tint, foot)
    shine = g.spread(g.noise(at, 7, 5), rough * 0.6, rough * 1.7)
    normal = g.bump(g.noise(at, 2.2, 3), 0.25, wobble)
    g.surface(g.principled(Base_Color=tint, Roughness=shine, Normal=normal, Clearcoat=0.25))
    return made


def wood(light, dark, scale=1.0, rough=0.45, axis="X", polish=0.0, wear=0.5):
    """Planed wood; axis is the direction of the grain, shifted for every object."""
    made, g = material("wood")
    along = {"X": (0.12, 1, 1), "Y": (1, 0.12, 1), "Z": (1, 1, 0.12)}[axis]
    at = g.coords("Object", [scale * a for a in along], per_object=37)
    rings = g.wave(at, 1.1, 6, 4, "Z" if axis != "Z" else "X")
    fibre = g.noise(at, 22, 8, 0.7)
    grain = g.mix(0.45, rings, fibre)
    tint = g.ramp(grain, [(0.2, dark), (0.75, light)])
    plank = g.node("ObjectInfo").outputs["Random"]
    tint = g.vary(tint, plank, 0.012, 0.22)
    stains = g.ramp(g.noise(g.coords("Object", per_object=11), 0.9, 6), [(0.35, 0.55), (0.6, 1.0)])
    tint = g.mix(wear, tint, stains, "MULTIPLY")
    shine = g.spread(g.mix(0.5, fibre, stains), rough * 0.75, rough * 1.35)
    normal = g.bump(grain, 0.25, 0.03)
    g.surface(g.principled(Base_Color=tint, Roughness=shine, Normal=normal, Clearcoat=polish))
    return made


def metal(colour, rough=0.28, worn=None, brushed=False):
    """Bare metal with smudges; worn is the colour of stains or rust."""
    made, g = material("metal")
    at = g.coords("Object", per_object=13)
    smudge = g.noise(at, 3, 8, 0.65)
    shine = g.spread(smudge, rough * 0.5, rough * 1.6)
    fine = g.noise(g.coords("Object", (60, 2, 60) if brushed else (9, 9, 9)), 5, 6)
    normal = g.bump(fine, 0.08, 0.02)
    shader = g.principled(Base_Color=colour, Metallic=1.0, Roughness=shine, Normal=normal)
    if worn:
        rust = g.principled(Base_Color=worn, Roughness=0.85, Normal=g.bump(smudge, 0.5, 0.05))
        where = g.ramp(g.noise(at, 1.7, 9, 0.68), [(0.48, 0.0), (0.56, 1.0)])
        mixed = g.node("MixShader", Fac=where)
        g.set(mixed.inputs[1], shader)
        g.set(mixed.inputs[2], rust)
        shader = mixed.outputs[0]
    g.surface(shader)
    return made


def glass(colour="ffffff", rough=0.0, wave=0.0, index=1.46):
    """Clear or tinted glass that lets light through to what it shades."""
    made, g = material("glass")
    at = g.coords("Object", per_object=5)
    inputs = {"Color": colour, "Roughness": rough, "IOR": index}
    if wave:
        inputs["Normal"] = g.bump(g.noise(at, 2.5, 3), 0.3, wave)
    body = g.node("BsdfGlass", **inputs).outputs[0]
    clear = g.node("BsdfTransparent", Color=colour).outputs[0]
    mixed = g.node("MixShader", Fac=g.node("LightPath").outputs["Is Shadow Ray"])
    g.set(mixed.inputs[1], body)
    g.set(mixed.inputs[2], clear)
    g.surface(mixed.outputs[0])
    return made


def plastic(colour, rough=0.35, bump=0.01):
    made, g = material("plastic")
    at = g.coords("Object", per_object=7)
    tint = g.vary(colour, g.noise(at, 1.5, 4), 0.005, 0.1)
    shine = g.spread(g.noise(at, 5, 8, 0.7), rough * 0.6, rough * 1.5)
    normal = g.bump(g.noise(at, 40, 3), 0.15, bump)
    g.surface(g.principled(Base_Color=tint, Roughness=shine, Normal=normal))
    return made


def skin(stops, scale=2.0, rough=0.35, pores=0.02, subsurface=0.08, streak=(1, 1, 1), dots=None):
    """Fruit peel: colour stops over a streaky noise, pores, a little light inside."""
    made, g = material("skin")
    at = g.coords("Object", streak, per_object=17)
    tint = g.ramp(g.noise(at, scale, 7, 0.6), stops)
    if dots:
        where = g.ramp(g.voronoi(g.coords("Object"), 9), [(0.06, 1.0), (0.12, 0.0)])
        tint = g.mix(g.math("MULTIPLY", where, 0.6), tint, dots)
    shine = g.spread(g.noise(at, 6, 4), rough * 0.7, rough * 1.4)
    normal = g.bump(g.voronoi(g.coords("Object"), 22), 0.35, pores)
    shader = g.principled(
        Base_Color=tint,
        Roughness=shine,
        Normal=normal,
        Subsurface=subsurface,
        Subsurface_Radius=(0.3, 0.12, 0.05),
        Subsurface_Color=tint,
    )
    g.surface(shader)
    return made


def cloth(colour, second=None, weave=40.0, fold=0.0, through=0.0):
    """Woven cloth, plain or striped; through lets light shine through it."""
    made, g = material("cloth")
    at = g.coords("Object")
    threads = g.mix(0.5, g.wave(at, weave, 0.6, 2, "X"), g.wave(at, weave, 0.6, 2, "Y"))
    tint = g.vary(colour, g.noise(at, 0.8, 5), 0.01, 0.15)
    if second:
        bands = g.wave(at, 0.55, 0.12, 1, "X")
        tint = g.mix(g.ramp(bands, [(0.70, 0.0), (0.73, 1.0)]), tint, second)
    tint = g.mix(0.25, tint, threads, "MULTIPLY")
    normal = g.bump(threads, 0.3, 0.03)
    if fold:
        normal = g.bump(g.noise(at, 1.3, 4), 0.5, fold, normal)
    shader = g.principled(Base_Color=tint, Roughness=0.9, Normal=normal, Sheen=0.3, Specular=0.2)
    if through:
        glow = g.node("BsdfTranslucent", Color=tint, Normal=normal).outputs[0]
        mixed = g.node("MixShader", Fac=through)
        g.set(mixed.inputs[1], shader)
        g.set(mixed.inputs[2], glow)
        shader = mixed.outputs[0]
    g.surface(shader)
    return made


def stone(first, second, scale=1.5, rough=0.75, bump=0.15, vary=0.3, wet=0.0, grain=None):
    """Rock, plaster or concrete: mottled, rough, differing from object to object."""
    made, g = material("stone")
    at = g.coords("Object", per_object=23)
    mottle = g.noise(at, scale, 9, 0.65)
    tint = g.ramp(mottle, [(0.3, first), (0.7, second)])
    tint = g.vary(tint, g.node("ObjectInfo").outputs["Random"], 0.02, vary)
    if grain:
        dots = g.ramp(g.noise(at, scale * 22, 2, 0.6), [(0.58, 0.0), (0.66, 1.0)])
        tint = g.mix(dots, tint, grain)
    shine = g.spread(mottle, rough * 0.8, min(1.0, rough * 1.15))
    if wet:
        pools = g.ramp(g.noise(at, scale * 0.6, 4), [(0.42, 0.0), (0.55, 1.0)])
        shine = g.mix(g.math("MULTIPLY", pools, wet), shine, (0.08, 0.08, 0.08, 1))
        tint = g.mix(g.math("MULTIPLY", pools, wet * 0.5), tint, "1c1a18")
    rough_bump = g.bump(g.noise(at, scale * 9, 9, 0.72), 0.5, bump * 0.3)
    normal = g.bump(mottle, 0.6, bump, rough_bump)
    g.surface(g.principled(Base_Color=tint, Roughness=shine, Normal=normal))
    return made


def leaf(low, high, through=0.35, rough=0.45, hue=0.04):
    """Leaves or blades, each island of the mesh with its own shade, lit from behind too."""
    made, g = material("leaf")
    chance = g.node("NewGeometry").outputs["Random Per Island"]
    tint = g.vary(g.ramp(chance, [(0.0, low), (1.0, high)]), chance, hue, 0.3)
    patch = g.ramp(g.noise(g.coords("Object"), 0.7, 5), [(0.3, 0.65), (0.7, 1.1)])
    tint = g.mix(0.7, tint, patch, "MULTIPLY")
    front = g.principled(Base_Color=tint, Roughness=rough, Specular=0.35)
    mixed = g.node("MixShader", Fac=through)
    g.set(mixed.inputs[1], front)
    g.set(mixed.inputs[2], g.node("BsdfTranslucent", Color=g.mix(0.3, tint, "d8e060")).outputs[0])
    g.surface(mixed.outputs[0])
    return made


def paper(colour, rough=0.8, stain=0.15):
    made, g = material("paper")
    at = g.coords("Object", per_object=3)
    tint = g.vary(colour, g.noise(at, 1.1, 6), 0.008, stain)
    normal = g.bump(g.noise(at, 30, 5), 0.2, 0.01)
    g.surface(g.principled(Base_Color=tint, Roughness=rough, Normal=normal, Specular=0.25))
    return made


def glowing(colour, strength):
    made, g = material("glowing")
    g.surface(g.node("Emission", Color=colour, Strength=strength).outputs[0])
    return made
