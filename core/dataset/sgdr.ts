/**
 * The four kinds of reasoning of ReasonSeg-SGDR and their components (Rea2Seg §3, its table S1). The words are ours;
 * the ids are what is stored and exported.
 */
export type SgdrComponent = {
  readonly id: string
  readonly title: string
  /** One line for whoever writes or files a query. */
  readonly guidance: string
  /** A query of this kind, of our own. */
  readonly example: string
}

export type SgdrCategory = SgdrComponent & { readonly components: readonly SgdrComponent[] }

export const sgdrCategories: readonly SgdrCategory[] = [
  {
    id: 'discriminative',
    title: 'Discriminative',
    guidance: 'The hard part is to see the target at all and to find its exact outline.',
    example: 'What on this branch would fly away if it were touched?',
    components: [
      {
        id: 'camouflage',
        title: 'Camouflage',
        guidance: 'The target has the colours and texture of what is around it.',
        example: 'Which of these leaves has legs?',
      },
      {
        id: 'occlusion',
        title: 'Occlusion',
        guidance: 'Something in front hides part of the target; mask only what is visible.',
        example: 'What is the child behind the curtain hiding from view?',
      },
      {
        id: 'thin',
        title: 'Thin structure',
        guidance: 'The target has parts a few pixels wide: wires, spokes, stems, legs.',
        example: 'What carries the current across this valley?',
      },
    ],
  },
  {
    id: 'geometric',
    title: 'Geometric',
    guidance:
      'The target is found by comparing size, place or looks with at least one other object.',
    example: 'Which of the two jugs holds more?',
    components: [
      {
        id: 'relative-size',
        title: 'Relative size',
        guidance: 'Larger or smaller than another object: say than which.',
        example: 'Which bowl would fit inside the blue one?',
      },
      {
        id: 'relative-position',
        title: 'Relative position',
        guidance: 'Left, right, before or behind another object, as seen in the image.',
        example: 'What would a runner reach just before the gate?',
      },
      {
        id: 'ordinal-relation',
        title: 'Ordinal relation',
        guidance: 'The second, third or last of a row: name the row and the end to count from.',
        example: 'Which boat leaves third, if they go by turns from the pier outwards?',
      },
      {
        id: 'shared-attributes',
        title: 'Shared attributes',
        guidance: 'Of the same colour, shape or material as another object.',
        example: 'What is made of the same stuff as the church roof?',
      },
    ],
  },
  {
    id: 'spatial',
    title: 'Spatial',
    guidance: 'Several of a kind are in a real scene, and where they stand tells them apart.',
    example: 'Which chair has its back to the stove?',
    components: [
      {
        id: 'spatial-relation',
        title: 'Spatial relation',
        guidance: 'On, under, between, leaning against: tie the target to an anchor object.',
        example: 'Which crate keeps the ladder from slipping?',
      },
      {
        id: 'relative-distance',
        title: 'Relative distance',
        guidance: 'Nearest to or farthest from the camera or from another object.',
        example: 'Which lamp lights the reader’s page best?',
      },
      {
        id: 'counting',
        title: 'Counting',
        guidance: 'Found only by counting, in a row or within a group.',
        example: 'Which window is the fifth from the door?',
      },
    ],
  },
  {
    id: 'multi-step',
    title: 'Multi-step',
    guidance: 'At least two conclusions are needed, the second built on the first.',
    example: 'Where would you sit to hear the musician best and stay dry?',
    components: [
      {
        id: 'visual-detail',
        title: 'Visual detail',
        guidance: 'A small mark, pattern or state of the object settles it.',
        example: 'Which of these bicycles cannot be ridden home?',
      },
      {
        id: 'ocr',
        title: 'Text in the image',
        guidance: 'Letters or numbers in the image must be read.',
        example: 'Which door leads to the platform the sign announces?',
      },
      {
        id: 'part-instance-relation',
        title: 'Part of an instance',
        guidance: 'First find the object, then the part of it that is asked for.',
        example: 'What would you pull to open the oldest of these doors?',
      },
      {
        id: 'spatial-relation',
        title: 'Spatial relation',
        guidance: 'One of the steps follows where things stand to each other.',
        example: 'Who has to move first so that the parked van can leave?',
      },
      {
        id: 'comparative',
        title: 'Comparison',
        guidance: 'One of the steps compares candidates: taller, fuller, more worn.',
        example: 'Which glass will have to be refilled first?',
      },
      {
        id: 'commonsense',
        title: 'Common sense',
        guidance: 'Use, danger, habit or purpose is left unsaid and must be known.',
        example: 'What here should be out of a toddler’s reach?',
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
