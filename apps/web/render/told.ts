/** What the page that a form led to says of it, by the word in its address (`?told=`). A word that is not here says nothing. */
const sentences: Readonly<Record<string, { title?: string; text: string }>> = {
  complete: { text: 'It is recorded as done.' },
  attempt: { text: 'It is recorded that it was tried. The task stays open, and the next person is called.' },
  unmet: { text: 'It is recorded that it cannot be met.' },
  declined: { text: 'It is recorded that the person said no. The clinical lead decides what follows.' },
  acknowledge: { text: 'You have it in hand. Nobody else is called until the time you gave is over.' },
  assign: { text: 'The task was given to somebody else.' },
  claim: { text: 'The task is yours now.' },
  'hand-over': { text: 'It is recorded who has taken it over.' },
  move: { text: 'The task was moved to another time.' },
  reopen: { text: 'The task is open again.' },
  climb: { text: 'They are called now.' },
  outcome: { text: 'What was done is recorded. The task stays open, and the climb goes on until it is done.' },
  note: { text: 'It was added to the case as a note.' },
  walked: { text: 'It is recorded that the huddle was walked.' },
  leave: { text: 'The leave is recorded. Nobody calls them then.' },
  cover: { text: 'They have been asked. The cover counts once they have accepted.' },
  override: { text: 'They are on for that shift.' },
  directory: { text: 'It is recorded.' },
  pending: { title: 'Taken', text: 'It was taken and is safe. It may be a moment before lists show it.' },
};

export const toldBy = (word: string | null): { title?: string; text: string } | undefined => (word !== null && Object.hasOwn(sentences, word) ? sentences[word] : undefined);
