/** Why Slack refuses something, in kinds that are to be answered alike. */
export interface Refusal {
  /** What it means, as a clause. */
  readonly means: string;
  readonly advice: string;
  /** Whether it may be taken later, once somebody has mended it. */
  readonly mends: boolean;
}

interface Kind extends Refusal {
  readonly codes: string;
}

const INVITE = 'Invite the bot there: type /invite and the name of the bot in the channel';

/** Source: the errors that docs.slack.dev documents of the methods this bot calls, and those that all methods have. */
const KINDS: readonly Kind[] = [
  {
    codes:
      'invalid_auth not_authed token_revoked token_expired account_inactive invalid_app team_not_found user_disabled two_factor_setup_required',
    means: 'it does not accept the bot’s token any more',
    advice: 'Whoever runs the bot: install its app in the workspace again, and put the new token in SLACK_BOT_TOKEN',
    mends: true,
  },
  {
    codes: 'missing_scope not_allowed_token_type no_permission not_enabled as_user_not_supported insecure_request',
    means: 'the bot’s app may not do that',
    advice: 'Whoever runs the bot: compare the app with manifest.yml, and install it in the workspace again',
    mends: true,
  },
  { codes: 'not_in_channel channel_not_found', means: 'the bot is not in the channel', advice: INVITE, mends: true },
  {
    codes: 'is_archived is_inactive',
    means: 'the channel is archived',
    advice: 'Ask again in a channel that is not archived',
    mends: true,
  },
  {
    codes:
      'restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel restricted_action_non_threadable_channel restricted_action_thread_locked posting_to_channel_denied channel_is_limited_access access_denied app_access_restricted ekm_access_denied team_access_not_granted org_login_required forbidden_team enterprise_is_restricted accesslimited external_channel_migrating messages_tab_disabled method_not_supported_for_channel_type send_on_behalf_not_allowed cannot_dm_bot user_not_visible',
    means: 'the rules of the workspace or the channel do not let the bot write there',
    advice: 'Ask in another channel, or ask an admin of the workspace to allow the bot',
    mends: true,
  },
  {
    codes:
      'message_limit_exceeded storage_limit_reached file_share_limit_reached max_file_sharing_exceeded channels_limit_exceeded',
    means: 'a limit of the workspace is reached',
    advice: 'Ask an admin of the workspace: it needs room, or another plan',
    mends: true,
  },
  {
    codes:
      'file_uploads_disabled file_uploads_except_images_disabled blocked_file_type file_type_not_allowed file_upload_size_restricted snippet_too_large unable_to_share_files slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked',
    means: 'the workspace does not take such a file',
    advice: 'Ask an admin of the workspace to allow the bot’s files, or ask in a channel that has no guests',
    mends: false,
  },
  {
    codes:
      'message_not_found thread_not_found cannot_reply_to_message cant_update_message edit_window_closed streaming_state_conflict update_failed file_not_found file_deleted file_is_deleted file_update_failed not_found hash_conflict',
    means: 'the message is not there any more, or cannot be changed any more',
    advice: 'Ask again: the answer is then a message of its own',
    mends: false,
  },
  {
    codes: 'user_not_found user_not_in_channel',
    means: 'that person cannot be reached there',
    advice: 'Ask in a channel that both you and the bot are in',
    mends: false,
  },
  {
    codes:
      'expired_trigger_id exchanged_trigger_id invalid_trigger_id trigger_expired trigger_exchanged push_limit_reached',
    means: 'its three seconds for a form were over',
    advice: 'Try again: Slack gives the bot three seconds for it',
    mends: false,
  },
  {
    codes:
      'method_deprecated deprecated_endpoint not_implemented unknown_method team_added_to_org token_type_deprecated',
    means: 'it does not offer that to this app, or not now',
    advice: 'Whoever runs the bot: look for a newer version of it, and at the state of the app in the workspace',
    mends: true,
  },
];

const REFUSALS = new Map<string, Refusal>(KINDS.flatMap((kind) => kind.codes.split(' ').map((code) => [code, kind])));

/** Undefined where what the bot sent was wrong in itself, which is its own fault, and for an error that is not documented. */
export function refusalOf(code: string): Refusal | undefined {
  return REFUSALS.get(code);
}
