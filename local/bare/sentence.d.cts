/** A fault that a person can mend: its message is the sentence they get, without a stack. */
export class Sentence extends Error {}
