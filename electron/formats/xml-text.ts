/** A text for the inside of an element or a quoted attribute. What XML 1.0 cannot hold is left out. */
export function xmlText(text: string): string {
  return text
    .replaceAll(unspeakable, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, (mark) => `&#${mark.charCodeAt(0)};`)
}

/** Whether XML 1.0 can hold a text as it is. */
export function isXmlText(text: string): boolean {
  return text.replaceAll(unspeakable, '') === text
}

// oxlint-disable-next-line no-control-regex
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/gu
