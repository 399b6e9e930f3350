import { checksQuestion } from './checks/ask.ts';
import { diffQuestion } from './diff/ask.ts';
import { doctorQuestion } from './doctor/ask.ts';
import { historyQuestion } from './history/ask.ts';
import { jobQuestion } from './job/ask.ts';
import { jobsQuestion } from './jobs/ask.ts';
import { logsQuestion } from './logs/ask.ts';
import type { Question } from './question.ts';
import { statusQuestion } from './status/ask.ts';
import { trendQuestion } from './trend/ask.ts';

/** Every look-up that may be typed, in the order of the help. */
export const questions: readonly Question[] = [
  logsQuestion,
  jobQuestion,
  jobsQuestion,
  statusQuestion,
  checksQuestion,
  historyQuestion,
  trendQuestion,
  diffQuestion,
  doctorQuestion,
];
