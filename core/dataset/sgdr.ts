/**
 * The four kinds of reasoning of ReasonSeg-SGDR and their components (Rea2Seg §3, its table S1). The words are ours;
 * the ids are what is stored and exported.
 */
export type SgdrComponent = {
  readonly id: string
  readonly title: string
  /** One line for whoever writes or files a query. */
  readonly guidance: string
}

export type SgdrCategory = SgdrComponent & { readonly components: readonly SgdrComponent[] }

export const sgdrCategories: readonly SgdrCategory[] = [
  {
    id: 'discriminative',
    title: 'Discriminative',
    guidance: 'The hard part is to see the target at all and to find its exact outline.',
    components: [
      {
        id: 'camouflage',
        title: 'Camouflage',
        guidance: 'The target has the colours and texture of what is around it.',
      },
      {
        id: 'occlusion',
        title: 'Occlusion',
        guidance: 'Something in front hides part of the target; mask only what is visible.',
      },
      {
        id: 'thin',
        title: 'Thin structure',
        guidance: 'The target has parts a few pixels wide: wires, spokes, stems, legs.',
      },
    ],
  },
  {
    id: 'geometric',
    title: 'Geometric',
    guidance:
      'The target is found by comparing size, place or looks with at least one other object.',
    components: [
      {
        id: 'relative-size',
        title: 'Relative size',
        guidance: 'Larger or smaller than another object: say than which.',
      },
      {
        id: 'relative-position',
        title: 'Relative position',
        guidance: 'Left, right, before or behind another object, as seen in the image.',
      },
      {
        id: 'ordinal-relation',
        title: 'Ordinal relation',
        guidance: 'The second, third or last of a row: name the row and the end to count from.',
      },
      {
        id: 'shared-attributes',
        title: 'Shared attributes',
        guidance: 'Of the same colour, shape or material as another object.',
      },
    ],
  },
  {
    id: 'spatial',
    title: 'Spatial',
    guidance: 'Several of a kind are in a real scene, and where they stand tells them apart.',
    components: [
      {
        id: 'spatial-relation',
        title: 'Spatial relation',
        guidance: 'On, under, between, leaning against: tie the target to an anchor object.',
      },
      {
        id: 'relative-distance',
        title: 'Relative distance',
        guidance: 'Nearest to or farthest from the camera or from another object.',
      },
      {
        id: 'counting',
        title: 'Counting',
        guidance: 'Found only by counting, in a row or within a group.',
      },
    ],
  },
  {
    id: 'multi-step',
    title: 'Multi-step',
    guidance: 'At least two conclusions are needed, the second built on the first.',
    components: [
      {
        id: 'visual-detail',
        title: 'Visual detail',
        guidance: 'A small mark, pattern or state of the object settles it.',
      },
      {
        id: 'ocr',
        title: 'Text in the image',
        guidance: 'Letters or numbers in the image must be read.',
      },
      {
        id: 'part-instance-relation',
        title: 'Part of an instance',
        guidance: 'First find the object, then the part of it that is asked for.',
      },
      {
        id: 'spatial-relation',
        title: 'Spatial relation',
        guidance: 'One of the steps follows where things stand to each other.',
      },
      {
        id: 'comparative',
        title: 'Comparison',
        guidance: 'One of the steps compares candidates: taller, fuller, more worn.',
      },
      {
        id: 'commonsense',
        title: 'Common sense',
        guidance: 'Use, danger, habit or purpose is left unsaid and must be known.',
      },
    ],
  },
]

/** The category of this id; null for none and for ids from elsewhere. */
export function findSgdrCategory(id: string | null): SgdrCategory | null {
  return sgdrCategories.find((category) => category.id === id) ?? null
}

/** The components a category knows of, in the order given; others do not belong to it. */
export function componentsWithin(category: string | null, components: readonly string[]): string[] {
  const known = new Set(findSgdrCategory(category)?.components.map(({ id }) => id))
  return components.filter((id) => known.has(id))
}
