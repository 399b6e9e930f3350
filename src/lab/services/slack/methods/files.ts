import { randomUUID } from 'node:crypto';
import { required, textOf } from '../arguments.ts';
import type { Method } from '../method.ts';
import { Refusal } from '../refusal.ts';
import type { UploadedFile } from '../workspace.ts';
import { readThread } from './chat.ts';
import { writableChannel } from './place.ts';

const scopes = ['files:write'];

/** The upload of files in three steps: ask for an address, send the bytes there, share the file. */
export interface Uploads {
  readonly methods: Readonly<Record<string, Method>>;
  /** Takes the bytes for a file; false when nobody asked for this address. */
  receive(id: string, content: Buffer): boolean;
  /** The bytes of every file that was given, by its id. */
  contents(): ReadonlyMap<string, Buffer>;
}

interface Upload {
  readonly filename: string;
  readonly length: number;
  content?: Buffer;
}

export function createUploads(): Uploads {
  const uploads = new Map<string, Upload>();
  return {
    receive(id, content) {
      const upload = uploads.get(id);
      if (upload) upload.content = content;
      return upload !== undefined;
    },
    contents: () => new Map([...uploads].flatMap(([id, { content }]) => (content ? [[id, content]] : []))),
    methods: {
      'files.getUploadURLExternal': {
        scopes,
        tier: 4,
        run(args, { origin }) {
          const id = `F${randomUUID().slice(0, 8).toUpperCase()}`;
          uploads.set(id, { filename: required(args, 'filename'), length: Number(required(args, 'length')) });
          return { file_id: id, upload_url: `${origin}/upload/${id}` };
        },
      },
      'files.completeUploadExternal': {
        scopes,
        tier: 4,
        run(args, { workspace }) {
          const files = readList(args.files).map((item) => finish(uploads, item));
          const place = textOf(args, 'channel_id');
          if (place === undefined) return { files: files.map(wireFile) };
          const channel = writableChannel(workspace, place);
          const thread = readThread(workspace, channel, args);
          const text = textOf(args, 'initial_comment') ?? '';
          workspace.post({ channel: channel.id, user: workspace.bot.userId, text, blocks: [], files, ...thread });
          return { files: files.map(wireFile) };
        },
      },
    },
  };
}

function readList(files: unknown): readonly { id?: unknown; title?: unknown }[] {
  if (!Array.isArray(files) || files.length === 0) throw new Refusal('invalid_arguments');
  return files;
}

function finish(uploads: ReadonlyMap<string, Upload>, { id, title }: { id?: unknown; title?: unknown }): UploadedFile {
  const upload = uploads.get(String(id));
  if (upload?.content?.length !== upload?.length || !upload?.content) throw new Refusal('file_not_found');
  return { id: String(id), name: upload.filename, title: String(title ?? upload.filename), content: upload.content };
}

function wireFile({ id, title }: UploadedFile): object {
  return { id, title };
}
