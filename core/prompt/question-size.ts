/** Tokens of a picture at most, about, of the hosts there are; they count only before the host has counted. */
const tokensOfPicture = 3000
const charactersOfToken = 3

/** Input tokens of a question at most, about, before any host has counted them. */
export function tokensAtMost(characters: number, pictures: number): number {
  return Math.ceil(characters / charactersOfToken) + pictures * tokensOfPicture
}
