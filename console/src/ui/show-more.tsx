/** The button for the next page of a list, where there is one. */
export function ShowMore({ of }: { of: { isMore: boolean; more: () => void } }) {
  if (!of.isMore) return null;
  return (
    <button type="button" onClick={of.more}>
      Show more
    </button>
  );
}
