import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Annotator } from '#rpc/schemas/review'
import {
  addAnnotator,
  retireAnnotator,
  switchAnnotator,
  useAnnotators,
} from '../../state/annotators.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { Section } from '../../ui/Section.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { AssignForm } from './AssignForm.tsx'
import { MyWork } from './MyWork.tsx'

/** Profiles, what the current one is to do, and a form that gives out work. */
export function PeopleView() {
  const all = useAnnotators((state) => state.all)
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  return (
    <div className="people scroll" tabIndex={-1}>
      <Section title="Annotators">
        {all === null ? null : all.length === 0 ? (
          <p className="soft">Nobody yet. Add a name; it stays on this computer.</p>
        ) : (
          <People all={all} isReadOnly={isReadOnly} />
        )}
        {isReadOnly ? null : <AddForm />}
      </Section>
      {isReadOnly || all === null || all.length === 0 ? null : <AssignForm all={all} />}
      <MyWork />
    </div>
  )
}

type PeopleProps = { readonly all: readonly Annotator[]; readonly isReadOnly: boolean }

function People({ all, isReadOnly }: PeopleProps) {
  return (
    <table className="run-table people-table">
      <thead>
        <tr>
          <th scope="col">name</th>
          <th scope="col">masks saved</th>
          <th scope="col">opinions</th>
          <th scope="col">verdicts</th>
          <th scope="col" title="Assignments that are not done: to annotate, opinions, reviews">
            open work
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {all.map((one) => (
          <Person key={one.name} one={one} isReadOnly={isReadOnly} />
        ))}
      </tbody>
    </table>
  )
}

function Person({ one, isReadOnly }: { readonly one: Annotator; readonly isReadOnly: boolean }) {
  const { name, open, isCurrent, isRetired } = one
  return (
    <tr className={isRetired ? 'soft' : ''}>
      <th scope="row">
        {name} {isCurrent ? <span className="badge tiny">works here</span> : null}
        {isRetired ? <span className="badge tiny">retired</span> : null}
      </th>
      <td className="number">{one.versions}</td>
      <td className="number">{one.opinions}</td>
      <td className="number">{one.reviews}</td>
      <td className="number">
        {open.annotate} · {open.opinion} · {open.review}
      </td>
      <td>
        {isReadOnly ? null : (
          <span className="section-actions">
            {isCurrent || isRetired ? null : (
              <button
                type="button"
                className="link-button"
                onClick={() => attempt('Switching', () => switchAnnotator(name))}
              >
                work as this
              </button>
            )}
            <button
              type="button"
              className="link-button"
              title={isRetired ? 'Gets work again' : 'Gets no more work; what was done stays'}
              onClick={() => attempt('Changing', () => retireAnnotator(name, !isRetired))}
            >
              {isRetired ? 'bring back' : 'retire'}
            </button>
          </span>
        )}
      </td>
    </tr>
  )
}

function AddForm() {
  const [name, setName] = useState('')
  const add = () => {
    if (name.trim() === '') return
    attempt('Adding the annotator', async () => {
      await addAnnotator(name)
      setName('')
    })
  }
  return (
    <form
      className="people-form"
      onSubmit={(event) => {
        event.preventDefault()
        add()
      }}
    >
      <TextField label="New annotator" value={name} maxLength={200} onChange={setName} />
      <Button size="xs" type="submit" variant="default" disabled={name.trim() === ''}>
        Add
      </Button>
    </form>
  )
}
