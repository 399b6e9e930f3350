/** The bot's scopes, as manifest.yml grants them, and what is lost without each. */
export const scopes: Readonly<Record<string, string>> = {
  commands: '/focus, the shortcut, buttons and forms do not come',
  'app_mentions:read': 'a mention of the bot is not heard',
  'im:history': 'direct messages are not heard',
  'chat:write': 'nothing can be posted',
  'users:read': 'nobody may do anything: who is a guest is not known',
  'channels:read': 'who asks for the same elsewhere is not led there',
  'usergroups:read': 'user groups named in access or mention are not known',
  'files:write': 'logs and pictures are not attached',
  'channels:history': 'after a crash a report may be posted twice in a public channel',
  'groups:history': 'after a crash a report may be posted twice in a private channel',
};
