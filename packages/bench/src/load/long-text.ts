/** Some nine minutes of the tone voice, in sentences, as replies are: one endless sentence would be a case of its own. */
export const LONG_TEXT = 'La la la la la la la la la la. '.repeat(300).trim();
