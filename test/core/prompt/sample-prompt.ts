/** A small prompt file: its front matter, and all of it. */
export const head = `---
id: mine
version: 3
title: Mine
description: One of a kind.
parser: plain
pictures: grid
---
`
const body = `
# system

Be brief.

# turn: ask

{{pictures}}

Find “{{query}}” in {{n}} rows.
## a lesser heading
Twice: {{query}}

# part: pictures, split

Two pictures, {{n}} strips.

# part: pictures, grid

{{cells}} cells.

# part: pictures, none

The picture.
`
export const file = head + body
