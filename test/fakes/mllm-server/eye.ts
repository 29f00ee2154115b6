import type { Answerer } from './answerer.ts'
import { consistencyReply } from './replies/consistency.ts'
import { describeFound, find, type Found } from './replies/found.ts'
import { judgeReply } from './replies/judging.ts'
import { namingReply, reasoningReply } from './replies/reasoning.ts'
import { refineReply } from './replies/refining.ts'
import { checkingReply, verifyingReply, writingReply } from './replies/writing.ts'
import { taskOf, type Task } from './replies/task.ts'

/**
 * Answers by looking: which scene the pictures show, where their lines are and which numbers stand between them, what
 * their masks cover; and by the truth of that scene. It says what it saw as `thought`.
 */
export const answerByLooking: Answerer = async (body, { orders }) => {
  const task = taskOf(body)
  if (task === null) return { text: 'What would you like to know?', thought: 'asked for nothing' }
  const found = await find(task)
  const thought = `${task.kind}, ${task.style}: ${describeFound(found)}`
  const told = orders === null ? null : orderIn(task, found, orders)
  return told === null ? { text: replyTo(task, found), thought } : { text: told, thought: 'obeys' }
}

function replyTo(task: Task, found: Found): string {
  switch (task.kind) {
    case 'judge':
      return judgeReply(task, found)
    case 'refine':
      return refineReply(task, found)
    case 'consistency':
      return consistencyReply(task, found)
    case 'write':
      return writingReply(task, found)
    case 'verify':
      return verifyingReply(task, found)
    case 'check':
      return checkingReply(task, found)
    case 'coprs':
    case 'reasoning':
    case 'region':
      return reasoningReply(task, found)
    default:
      return namingReply(task, found)
  }
}

/** What the query orders to reply; for a sign in the picture, what it is known to say; null where neither orders anything. */
function orderIn({ query }: Task, { pictures }: Found, sign: string): string | null {
  const order = /\b(?:reply|answer|respond)\b[^:]*:\s*(.+)$/is.exec(query)?.[1]
  if (order !== undefined) return order
  return pictures.some(({ hasSign }) => hasSign) ? sign : null
}
