/** What is known of something: nulls would only crowd a model's context, so they are left out. */
export type OmitNulls<Whole> = {
  [Key in keyof Whole]: null extends Whole[Key] ? NonNullable<Whole[Key]> | undefined : Whole[Key];
};

export function omitNulls<Whole extends object>(whole: Whole): OmitNulls<Whole> {
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null)) as OmitNulls<Whole>;
}
