import { Button, Table } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Answer } from '#rpc/contract'
import { commandOf, runCommand } from '../app/commands/registry.ts'
import { changePipeline } from '../app/actions/settings.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { ErrorText } from '../ui/ErrorText.tsx'

type Card = Answer<'models.list'>[number]

/** The segmenters there are, and which one this project uses. */
export function ModelsPage() {
  const [cards, setCards] = useState<readonly Card[] | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const used = useApp((state) => state.pipeline?.segmenter)
  useEffect(() => {
    call('models.list', {}).then(setCards, setFailure)
  }, [])
  return (
    <main className="models scroll">
      <div className="models-head">
        <h1>Models</h1>
        <Button size="xs" variant="default" onClick={() => runCommand(commandOf('images.embed'))}>
          Encode all images ahead of time
        </Button>
      </div>
      {failure === null ? null : <ErrorText doing="Reading the models" error={failure} />}
      {cards?.map((card) => (
        <ModelCard key={card.id} card={card} isUsed={card.id === used} />
      ))}
    </main>
  )
}

const capabilityTitles = {
  box: 'box prompts',
  negativePoints: 'points outside the target',
  maskPrompt: 'refines a given mask',
  promptBatch: 'several prompts at once',
  embeddingMap: 'similarity of places',
} satisfies Partial<Record<keyof Card['capabilities'], string>>

function ModelCard({ card, isUsed }: { readonly card: Card; readonly isUsed: boolean }) {
  const bytes = card.files.reduce((sum, file) => sum + file.bytes, 0)
  const abilities = Object.entries(capabilityTitles)
    .filter(([name]) => card.capabilities[name as keyof typeof capabilityTitles])
    .map(([, title]) => title)
  return (
    <section className="model-card" aria-labelledby={`model-${card.id}`}>
      <div className="models-head">
        <h2 id={`model-${card.id}`}>{card.title}</h2>
        {isUsed ? (
          <span className="good">used by this project ✓</span>
        ) : (
          <Button size="compact-xs" onClick={() => changePipeline({ segmenter: card.id })}>
            Use in this project
          </Button>
        )}
      </div>
      <Table withRowBorders={false} verticalSpacing={3} layout="auto" className="facts-table">
        <Table.Tbody>
          <Fact name="Id" value={card.id} />
          <Fact name="Dialect" value={card.dialect} />
          <Fact name="Licence" value={card.licence} />
          <Fact name="Size" value={`${sizeText(bytes)} in ${card.files.length} files`} />
          <Fact name="Can" value={abilities.join(', ')} />
          <Fact
            name="Keeps masks from"
            value={`predicted IoU ${card.thresholds.predictedIou.toFixed(2)}, stability ${card.thresholds.stability.toFixed(2)}`}
          />
          <Fact name="Digest" value={card.digest} isCode />
          {card.files.map((file) => (
            <Fact
              key={file.path}
              name={`${file.role}, ${sizeText(file.bytes)}`}
              value={`${file.path}  sha256 ${file.sha256}`}
              isCode
            />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

type FactProps = { readonly name: string; readonly value: string; readonly isCode?: boolean }

function Fact({ name, value, isCode }: FactProps) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>{isCode === true ? <code>{value}</code> : value}</Table.Td>
    </Table.Tr>
  )
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000
    ? `${(bytes / 1000).toFixed(1)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`
}
