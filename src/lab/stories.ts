import type { RunOptions } from './run.ts';
import type { Scenario } from './scenario.ts';
import { scenarioCalled } from './scenario-list.ts';
import { scenarios } from './scenarios/index.ts';

/** What is drawn: steps of the lab, and the messages that come of them. */
export interface Story extends Pick<RunOptions, 'scenario' | 'checks' | 'watch'> {
  /** The beginning of its pictures' names. */
  readonly name: string;
  readonly steps: readonly string[];
  /** Of the channel only the last message with its thread: the others set the scene. */
  readonly isLast?: true;
  /** The App Home as well, opened after the last step. */
  readonly hasHome?: true;
  /** Two runs of each were on a day of its own before, the oldest first. */
  readonly days?: readonly Scenario[];
}

/** A run of every scenario with its details, and what else people see; or the one of this name. */
export function storiesOf(name?: string): readonly Story[] {
  const runs = scenarios.map((each) => ({ name: each.id, scenario: each, steps: ['timing', 'click details'] }));
  return [...runs, ...others()].filter((story) => name === undefined || story.name === name);
}

/** An alert's life, and each kind of answer that needs no new job. */
function others(): readonly Story[] {
  const [healthy, slow] = [scenarioCalled('healthy'), scenarioCalled('healthy-slow-pod')];
  const [broken, down] = [scenarioCalled('consumer-never-created'), scenarioCalled('backend-down')];
  const alert = ['until Acknowledge', 'until Why:', 'click acknowledge', 'until acknowledged by', 'wait 4s'];
  return [
    { name: 'alert-open', scenario: broken, checks: '10s', steps: alert.slice(0, 2), isLast: true },
    { name: 'alert', scenario: broken, checks: '10s', steps: alert, isLast: true, hasHome: true },
    {
      name: 'alert-over',
      scenario: down,
      checks: '10s',
      steps: ['until Acknowledge', 'become healthy', 'until over after'],
    },
    { name: 'checks', scenario: broken, checks: '10s', steps: [...alert, 'checks'], isLast: true },
    { name: 'jobs', scenario: broken, steps: ['configure', 'configure', 'wait 25s', 'jobs'], isLast: true },
    {
      name: 'watched',
      scenario: broken,
      watch: true,
      steps: ['configure', 'configure', 'until Acknowledge', 'history watched'],
    },
    { name: 'status', scenario: healthy, steps: ['status'], isLast: true },
    { name: 'status-down', scenario: down, steps: ['status'], isLast: true },
    { name: 'job', scenario: broken, steps: ['configure', 'wait 1s', 'job {job}'], isLast: true },
    { name: 'logs', scenario: broken, steps: ['configure', 'wait 3s', 'logs {job}'], isLast: true },
    { name: 'history', scenario: broken, steps: ['timing', 'become healthy', 'timing', 'history'], isLast: true },
    { name: 'series', scenario: healthy, steps: ['timing runs=4'], isLast: true },
    {
      name: 'diff',
      scenario: healthy,
      steps: ['timing', 'become consumer-never-created', 'timing', 'diff 1-41 2-42'],
      isLast: true,
    },
    { name: 'trend', scenario: slow, steps: ['trend'], days: [...Array(6).fill(healthy), ...Array(5).fill(slow)] },
    {
      name: 'wrong',
      scenario: broken,
      steps: ['timing', 'click wrong', 'submit cause=queue-missing note=purged by hand'],
    },
    { name: 'logs-button', scenario: broken, steps: ['timing', 'click logs'] },
    { name: 'help', scenario: healthy, steps: ['help'] },
    { name: 'mistake', scenario: healthy, steps: ['timing nftt=1000'] },
  ];
}
