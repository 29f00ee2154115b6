import { describe, expect, it } from 'vitest'
import { readDrop } from '../../../renderer/ui/dropped-files.ts'

const file = (name: string) => ({
  isFile: true,
  isDirectory: false,
  file: (take: (file: File) => void) => take(new File(['x'], name)),
})

/** A folder that hands its entries out two at a time, as browsers do by the hundred. */
function folder(...entries: readonly object[]) {
  return {
    isFile: false,
    isDirectory: true,
    createReader: () => {
      let at = 0
      return {
        readEntries: (take: (entries: readonly object[]) => void) => {
          take(entries.slice(at, at + 2))
          at += 2
        },
      }
    },
  }
}

const dropOf = (entries: readonly (object | null)[], bare: readonly File[] = []) =>
  readDrop({
    files: bare,
    items: entries.map((entry, i) => ({
      webkitGetAsEntry: () => entry,
      getAsFile: () => bare[i] ?? null,
    })),
  } as unknown as DataTransfer)

describe('what was dropped', () => {
  it.each([
    ['files', [file('a.onnx'), file('b.onnx')], ['a.onnx', 'b.onnx']],
    ['a folder in portions', [folder(file('a'), file('b'), file('c'))], ['a', 'b', 'c']],
    ['folders in a folder', [folder(folder(file('deep')), file('flat'))], ['deep', 'flat']],
    ['an empty folder', [folder()], []],
    ['something that is neither', [{ isFile: false, isDirectory: false }], []],
  ])('%s', async (_, entries, names) => {
    expect((await dropOf(entries).files()).map(({ name }) => name)).toEqual(names)
  })

  it('takes a file that has no place in a file system', async () => {
    const bare = [new File(['x'], 'pasted.onnx')]
    const drop = dropOf([null], bare)
    expect((await drop.files()).map(({ name }) => name)).toEqual(['pasted.onnx'])
    expect(drop.top).toEqual(bare)
  })
})
