import { crc32, deflateRawSync } from 'node:zlib'

export type ZipMember = {
  readonly name: string
  readonly data: Buffer
  readonly isStored?: boolean
  /** Unix mode, as in `stat`; an ordinary file unless given. */
  readonly mode?: number
  /** What the archive claims in place of the truth. */
  readonly claimedBytes?: number
  readonly flags?: number
}

/** Writes zip archives byte by byte, honest and not: for the tests of what unpacks them. */
export function writeZip(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const packed = member.isStored === true ? member.data : deflateRawSync(member.data)
    const local = Buffer.concat([localHeader(member, packed), packed])
    central.push(centralHeader(member, packed, offset))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

function localHeader(member: ZipMember, packed: Buffer): Buffer {
  const name = Buffer.from(member.name)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  writeShared(header.subarray(4), member, packed)
  return Buffer.concat([header, name])
}

function centralHeader(member: ZipMember, packed: Buffer, offset: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  // Made on Unix: the upper half of the attributes is the mode.
  header.writeUInt16LE((3 << 8) | 20, 4)
  writeShared(header.subarray(6), member, packed)
  header.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 38)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, Buffer.from(member.name)])
}

/** The fields both headers have, from “version needed” on. */
function writeShared(header: Buffer, member: ZipMember, packed: Buffer): void {
  header.writeUInt16LE(20, 0)
  header.writeUInt16LE(member.flags ?? 0, 2)
  header.writeUInt16LE(member.isStored === true ? 0 : 8, 4)
  header.writeUInt32LE(crc32(member.data), 10)
  header.writeUInt32LE(packed.length, 14)
  header.writeUInt32LE(member.claimedBytes ?? member.data.length, 18)
  header.writeUInt16LE(Buffer.byteLength(member.name), 22)
}
