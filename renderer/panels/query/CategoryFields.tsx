import { Chip, Group, Select } from '@mantine/core'
import { componentsWithin, findSgdrCategory, sgdrCategories } from '#core/dataset/sgdr'
import type { SampleFields } from '#rpc/schemas/project'
import { editFields } from '../../state/session-fields.ts'
import { Section } from '../../ui/Section.tsx'

type Props = { readonly fields: SampleFields; readonly isReadOnly: boolean }

/** The kind of reasoning the query asks for, with its components. */
export function CategoryFields({ fields, isReadOnly }: Props) {
  const category = findSgdrCategory(fields.category)
  return (
    <Section title="Category">
      <Select
        size="xs"
        label="Kind of reasoning"
        placeholder="not filed yet"
        clearable
        disabled={isReadOnly}
        data={sgdrCategories.map(({ id, title }) => ({ value: id, label: title }))}
        value={fields.category}
        description={
          category === null
            ? 'Discriminative, geometric, spatial or multi-step.'
            : `${category.guidance} For example: “${category.example}”`
        }
        onChange={(id) =>
          editFields({ category: id, components: componentsWithin(id, fields.components) })
        }
      />
      {category === null ? null : (
        <Chip.Group
          multiple
          value={[...fields.components]}
          onChange={(components) => editFields({ components })}
        >
          <Group gap={4} role="group" aria-label="Components">
            {category.components.map(({ id, title, guidance, example }) => (
              <Chip
                key={id}
                value={id}
                size="xs"
                variant="outline"
                disabled={isReadOnly}
                title={`${guidance} For example: ${example}`}
              >
                {title}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      )}
    </Section>
  )
}
