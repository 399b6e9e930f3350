import type { PauseCheckTools } from '../commands/checks.ts';
import type { Modal } from '../commands/command.ts';
import { type NoteModalTools, noteModal } from './note.ts';
import { pauseModal } from './pause.ts';
import { type SnoozeModalTools, snoozeModal } from './snooze.ts';
import type { TimingFormTools } from './timing-form.ts';
import { timingModal } from './timing-modal.ts';
import { type WhichJobTools, whichJobModal } from './which-job.ts';
import { type WrongModalTools, wrongModal } from './wrong.ts';

/** All forms. */
export function createModals(
  tools: TimingFormTools & SnoozeModalTools & PauseCheckTools & WrongModalTools & WhichJobTools & NoteModalTools,
): readonly Modal[] {
  return [
    timingModal(tools),
    snoozeModal(tools),
    pauseModal(tools),
    wrongModal(tools),
    whichJobModal(tools),
    noteModal(tools),
  ];
}
