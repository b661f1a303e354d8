/** Different texts that are kept for one profile; then all are forgotten. Fields of leads are short. */
const MOST_TEXTS = 5_000;

/** What a profile makes of a field: many leads say the same in it. It is kept for as long as the profile is. */
export class Remembered<Profile extends object, Answer> {
  private readonly profiles = new WeakMap<Profile, Map<string, Answer>>();

  private readonly answer: (text: string, profile: Profile) => Answer;

  // No property among the parameters: threads read sources without their types.
  constructor(answer: (text: string, profile: Profile) => Answer) {
    this.answer = answer;
  }

  of(text: string, profile: Profile): Answer {
    let answers = this.profiles.get(profile);
    if (answers === undefined) this.profiles.set(profile, (answers = new Map<string, Answer>()));
    let known = answers.get(text);
    if (known !== undefined) return known;
    known = this.answer(text, profile);
    if (answers.size === MOST_TEXTS) answers.clear();
    answers.set(text, known);
    return known;
  }
}
