export type PageView<T extends string> = {
  readonly id: T
  readonly title: string
  /** What it shows, on hover. */
  readonly hint: string
}

type Props<T extends string> = {
  /** Of the page. */
  readonly label: string
  readonly views: readonly PageView<T>[]
  readonly view: T
  readonly onChange: (view: T) => void
}

/** The views of a page, as tabs below the header. */
export function PageViews<T extends string>({ label, views, view, onChange }: Props<T>) {
  return (
    <nav className="runs-views" aria-label={label}>
      {views.map(({ id, title, hint }) => (
        <button
          key={id}
          type="button"
          className="tab"
          title={hint}
          {...(id === view ? { 'aria-current': 'page' as const } : {})}
          onClick={() => onChange(id)}
        >
          {title}
        </button>
      ))}
    </nav>
  )
}
