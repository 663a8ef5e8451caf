/** Text as a regular expression takes it letter by letter, outside of a class. */
export function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
