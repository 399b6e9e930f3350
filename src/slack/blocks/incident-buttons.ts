import type { ActionsBlock, Button } from '@slack/types';
import type { Incident } from '#checks/book.ts';
import { isCheckName } from '../actions/check-value.ts';
import { isIncidentId } from '../actions/incident-value.ts';
import { button } from './incident-markup.ts';
import { type CheckOf, leadOf } from './incident-words.ts';

/** What can be done about an incident now; when it is over, only its logs can be read. */
export function incidentButtons(incident: Incident, checkOf: CheckOf): ActionsBlock[] {
  const elements = [...(incident.state === 'resolved' ? [] : openButtons(incident, checkOf)), ...logs(incident)];
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

function openButtons(incident: Incident, checkOf: CheckOf): Button[] {
  const { id, environment, acknowledged } = incident;
  const check = leadOf(incident)?.check;
  const takeable = isIncidentId(id);
  return [
    ...(takeable && !acknowledged ? [acknowledge(id, environment)] : []),
    ...(takeable
      ? [button({ id: 'snooze', label: 'Snooze', spoken: `No reminders for a while of ${environment}`, value: id })]
      : []),
    ...(check !== undefined && isCheckName(check) && checkOf(check)
      ? [button({ id: 'run-check', label: 'Run now', spoken: `Run check ${check} now`, value: check })]
      : []),
  ];
}

function acknowledge(id: string, environment: string): Button {
  const spoken = `Acknowledge the incident of ${environment}`;
  return { ...button({ id: 'acknowledge', label: 'Acknowledge', spoken, value: id }), style: 'primary' };
}

function logs(incident: Incident): Button[] {
  const investigation = leadOf(incident)?.investigation;
  if (investigation === undefined) return [];
  const spoken = `Show the most telling log lines from ${incident.environment}`;
  return [button({ id: 'logs', label: 'Logs', spoken, value: investigation.slice(0, 255) })];
}
