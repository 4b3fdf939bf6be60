/** The order to show when `wanted` is what the data says and `shown` is on screen. While held (pointer or keyboard is
 * on the list) nothing moves: who is there keeps the place, even if the row itself is over, and newcomers go to the end. */
export function stillOrder(shown: readonly string[], wanted: readonly string[], held: boolean): readonly string[] {
  if (!held) return sameList(shown, wanted) ? shown : wanted;
  const newcomers = wanted.filter((id) => !shown.includes(id));
  return newcomers.length === 0 ? shown : [...shown, ...newcomers];
}

export function sameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => Object.is(item, other[index]));
}
