import type { ModalView } from '@slack/types';
import type { Incident } from '#checks/book.ts';
import type { Note } from '#investigation/past/note.ts';
import { type IncidentTools, notNoted } from '../actions/acknowledge.ts';
import { readIncidentId } from '../actions/values.ts';
import { oneLine } from '../blocks/escape.ts';
import type { Checked, Modal, SubmitTools, Submitted } from '../commands/command.ts';
import { input, words } from './inputs.ts';

const ID = 'note';
const LONGEST_NOTE = 300;

/** Asks what it was; a note that is there already is to be changed. */
export function noteView({ id, note }: Incident): ModalView {
  const element = {
    type: 'plain_text_input' as const,
    action_id: 'note',
    multiline: true,
    max_length: LONGEST_NOTE,
    ...(note && { initial_value: oneLine(note.words, LONGEST_NOTE) }),
  };
  return {
    type: 'modal',
    callback_id: ID,
    private_metadata: id,
    title: words('What was it?'),
    submit: words('Note it'),
    close: words('Cancel'),
    blocks: [
      {
        ...input('note', 'It was', element),
        hint: words('The channel and /focus history show it. What looks like a secret is masked.'),
      },
    ],
  };
}

export interface NoteModalTools extends IncidentTools {
  /** Keeps it beside an investigation that the incident is about; nothing where that is forgotten. */
  keepNote(investigation: string, note: Note): Promise<unknown>;
  /** Masks secrets. */
  mask(text: string): string;
}

/** Takes the note. The incident's message says so; here only trouble is answered. */
export function noteModal(tools: NoteModalTools): Modal {
  return {
    id: ID,
    check(submitted): Checked {
      const said = submitted.values.note ?? '';
      if (said === '') return { mistakes: { note: 'Say what it was.' } };
      if (said.length > LONGEST_NOTE) return { mistakes: { note: `At most ${LONGEST_NOTE} characters.` } };
      return { run: ({ whisper }) => take(tools, submitted, said, whisper) };
    },
  };
}

async function take(
  { incidentOf, record, keepNote, mask, clock }: NoteModalTools,
  { user: by, metadata }: Submitted,
  said: string,
  whisper: SubmitTools['whisper'],
): Promise<void> {
  const id = readIncidentId(metadata);
  const incident = id === undefined ? undefined : await incidentOf(id);
  if (incident?.state !== 'resolved') return whisper({ text: notNoted(incident !== undefined) });
  const note = { by, at: clock.now(), words: mask(said) };
  const proofs = new Set(incident.members.flatMap(({ investigation }) => investigation ?? []));
  await record({ kind: 'note', incident: incident.id, ...note });
  for (const investigation of proofs) await keepNote(investigation, note);
}
