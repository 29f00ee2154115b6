import type { HostNotice } from '#models/host/supervisor'
import type { EventBody } from '#rpc/events'

/** What a window tells its user of the model host. */
export function eventFromNotice(notice: HostNotice): EventBody {
  if (notice.kind === 'restarted')
    return {
      kind: 'notice',
      level: 'warning',
      message: `The model host ended (${notice.reason}) and was started again.`,
      hint:
        notice.left === null
          ? 'What was under way is done once more; nothing is lost.'
          : `It runs on the CPU from now on, as it ended on ${notice.left}; what was under way is done once more.`,
    }
  const { message, hint } = notice.error
  return { kind: 'notice', level: notice.kind === 'gave-up' ? 'error' : 'warning', message, hint }
}
