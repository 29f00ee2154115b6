/** Lets a call through at once and then at most every `milliseconds`; the last one always comes. */
export function createThrottle(milliseconds: number, act: () => void) {
  let timer: NodeJS.Timeout | null = null
  let isWaiting = false
  const tick = () => {
    timer = null
    if (!isWaiting) return
    isWaiting = false
    act()
    timer = setTimeout(tick, milliseconds)
  }
  return {
    call() {
      if (timer === null) {
        act()
        timer = setTimeout(tick, milliseconds)
      } else isWaiting = true
    },
    stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
      isWaiting = false
    },
  }
}
