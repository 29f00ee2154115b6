import { Table } from '@mantine/core'
import type { ModelEntry } from '#rpc/schemas/models'
import { OutsideLink } from '../../ui/OutsideLink.tsx'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { sizeText } from '../../ui/units.ts'
import { definitions, vouchers } from './texts.ts'

/** Id, dialect, thresholds, files with their digests and who vouches for them. */
export function TechnicalDetails({ model }: { readonly model: ModelEntry }) {
  const { id, dialect, digest, thresholds, page, files } = model
  return (
    <Section title="Technical details" isFolded>
      <dl className="facts-list wide">
        <dt>Id</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>
          <Term definition={definitions.dialect}>Dialect</Term>
        </dt>
        <dd>
          <code>{dialect}</code>
        </dd>
        {thresholds === null ? null : (
          <>
            <dt>
              <Term definition={definitions.predictedIou}>Predicted IoU</Term>
            </dt>
            <dd className="number">keeps from {thresholds.predictedIou.toFixed(2)}</dd>
            <dt>
              <Term definition={definitions.stability}>Stability</Term>
            </dt>
            <dd className="number">keeps from {thresholds.stability.toFixed(2)}</dd>
          </>
        )}
        {page === null ? null : (
          <>
            <dt>Page</dt>
            <dd>
              <OutsideLink url={page}>{page}</OutsideLink>
            </dd>
          </>
        )}
        {digest === null ? null : (
          <>
            <dt>
              <Term definition={definitions.digest}>Digest</Term>
            </dt>
            <dd>
              <code>{digest}</code>
            </dd>
          </>
        )}
      </dl>
      <Files files={files} />
    </Section>
  )
}

function Files({ files }: Pick<ModelEntry, 'files'>) {
  if (files.length === 0) return <p className="soft">Its files are known once they are here.</p>
  return (
    <Table withRowBorders={false} verticalSpacing={4} className="model-files">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">File</Table.Th>
          <Table.Th scope="col">Size</Table.Th>
          <Table.Th scope="col">
            <Term definition={definitions.vouchedBy}>SHA-256, vouched for</Term>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {files.map(({ role, name, bytes, sha256, vouchedBy }) => (
          <Table.Tr key={`${role} ${name}`}>
            <Table.Th scope="row">
              {name} <span className="soft">{role}</span>
            </Table.Th>
            <Table.Td className="number">{bytes === null ? '?' : sizeText(bytes)}</Table.Td>
            <Table.Td>
              {sha256 === null ? (
                <span className="soft">not known before the first download</span>
              ) : (
                <code>{sha256}</code>
              )}
              {vouchedBy === null ? null : <div className="soft">{vouchers[vouchedBy]}</div>}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
