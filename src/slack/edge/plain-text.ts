const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * What a person sees of a text that Slack wrote: links and channels by what stands for them, and as they were typed the
 * three characters that Slack writes as entities. What has no words of its own, such as a mention, stays as it is.
 */
export function plainText(text: string): string {
  return text
    .replace(/<(?:https?:|mailto:|tel:|#|!date\^)[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<((?:https?:|mailto:|tel:)[^<>|]*)>/g, '$1')
    .replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}
