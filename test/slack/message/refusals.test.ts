import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { ExplainedError } from '#lib/errors.ts';
import { explainFailure, judgeFailure } from '#slack/message/failure.ts';

/** What docs.slack.dev documents of the methods that this bot calls. */
const documented =
  `access_denied account_inactive alt_txt_too_large app_access_restricted as_user_not_supported attachment_payload_limit_exceeded
block_mismatch blocked_file_type cannot_reply_to_message cant_broadcast_message cant_update_message channel_is_limited_access
channel_not_found channels_limit_exceeded deprecated_endpoint duplicate_channel_not_found duplicate_external_id
duplicate_message_not_found edit_window_closed ekm_access_denied enterprise_is_restricted exchanged_trigger_id
expired_trigger_id external_channel_migrating fatal_error file_deleted file_is_deleted file_not_found file_share_limit_reached
file_type_not_allowed file_update_failed file_upload_size_restricted file_uploads_disabled file_uploads_except_images_disabled
forbidden_team hash_conflict insecure_request internal_error invalid_arg_name invalid_arguments invalid_array_arg
invalid_attachments invalid_auth invalid_blocks invalid_blocks_format invalid_channel invalid_charset invalid_cursor
invalid_form_data invalid_metadata_filter_keys invalid_metadata_format invalid_metadata_schema invalid_post_type
invalid_trigger_id invalid_ts_latest invalid_ts_oldest is_archived is_inactive markdown_text_conflict
max_file_sharing_exceeded message_limit_exceeded message_not_found messages_tab_disabled metadata_must_be_sent_from_app
metadata_too_large method_deprecated method_not_supported_for_channel_type missing_args missing_argument missing_file_data
missing_post_type missing_scope msg_blocks_too_long msg_too_long no_dual_broadcast_content_update no_permission no_text
not_allowed_token_type not_authed not_enabled not_found not_implemented not_in_channel org_login_required
posting_to_channel_denied push_limit_reached rate_limited ratelimited request_timeout restricted_action
restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked
restricted_action_thread_only_channel send_on_behalf_not_allowed service_unavailable slack_connect_blocked_file_type
slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked
slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked snippet_too_large storage_limit_reached
streaming_state_conflict team_access_not_granted team_added_to_org team_not_found thread_not_found token_expired token_revoked
too_many_attachments too_many_contact_cards two_factor_setup_required unable_to_share_files unknown_snippet_type
unknown_subtype update_failed user_not_found user_not_in_channel view_too_large accesslimited`.split(/\s+/);

/** What the bot sent was wrong in itself. */
const own =
  `alt_txt_too_large attachment_payload_limit_exceeded block_mismatch cant_broadcast_message duplicate_channel_not_found
duplicate_external_id duplicate_message_not_found invalid_arg_name invalid_arguments invalid_array_arg invalid_attachments
invalid_blocks invalid_blocks_format invalid_channel invalid_charset invalid_cursor invalid_form_data
invalid_metadata_filter_keys invalid_metadata_format invalid_metadata_schema invalid_post_type invalid_ts_latest
invalid_ts_oldest markdown_text_conflict metadata_must_be_sent_from_app metadata_too_large missing_args missing_argument
missing_file_data missing_post_type msg_blocks_too_long msg_too_long no_dual_broadcast_content_update no_text
too_many_attachments too_many_contact_cards unknown_snippet_type unknown_subtype view_too_large`.split(/\s+/);

const refused = (error: string) => new WebAPIPlatformError({ ok: false, error });

describe('what Slack refuses', () => {
  it.each(documented.filter((code) => !own.includes(code)))('is told as what it is: %s', (code) => {
    const explained = explainFailure(refused(code), 'a message to channel C1');
    expect(explained).toBeInstanceOf(ExplainedError);
    expect(explained).toMatchObject({
      message: expect.stringMatching(/^Slack (?:refused|did not take|did not confirm) a message to channel C1: \S/),
      advice: expect.stringMatching(/\S{3}/),
    });
  });

  it('is the bot’s own fault where what it sent was wrong', () => {
    const explained = own.filter((code) => explainFailure(refused(code), 'it') instanceof ExplainedError);
    expect(explained).toEqual([]);
  });

  it('is no refusal where it only comes too often, or has no answer', () => {
    expect(explainFailure(new WebAPIRateLimitedError(3), 'it')).toMatchObject({
      message: 'Slack did not take it: it takes no more calls of the bot for now',
    });
  });

  it('is judged the same once it is explained', () => {
    expect(judgeFailure(explainFailure(refused('is_archived'), 'it'))).toEqual({
      kind: 'refused',
      error: 'is_archived',
    });
  });
});
