/** How a form asks for a value, and what exports of forms have for the name of a column. */
const ASKS = listed(`
  what whats which how where your my our please enter provide type give tell share select
  was wie welche welcher welches wo ihr ihre ihren ihres dein deine deinen bitte gib geben nennen
  quel quelle quels quelles combien comment ou votre vos ton ta veuillez indiquez entrez
  cual cuales cuantos cuantas donde tu tus su sus indique introduce escribe que en
  qual quais quantos quantas onde seu sua teu digite informe em`);
/** "Are you the decision maker?" asks for a yes or a no. */
const YES_OR_NO = listed(`is are do does did have has can could will would may shall
  ist sind bist hast haben hat haben konnen kann mochten est avez etes es tiene e tem possui`);
/** Words of a question that name nothing. */
const BETWEEN = listed(`
  s many is are do does have has you us we at in for of the a an to can reach current work working based located employed called full here below
  lautet heisst heissen ist sind viele hat haben sie du dir ihnen euch ein eine einen an in der die das den dem fur von arbeiten arbeitest sitzt beschaftigt
  est sont a avez as vous tu t appelez appelles il y l la le les de du d des dans travaillez travailles compte emploie
  es son tiene tienes la el los las del de se llama usted trabaja trabajas hay
  o os da do tem voce trabalha trabalham ha na no`);

/**
 * The name of a column without the question around it, as `nameKey` gives names: "what s your email address" is
 * "email address". What is no question, or asks for a yes or a no, is as it was.
 */
export function withoutQuestion(key: string): string {
  const words = key.split(' ');
  const first = words[0] ?? '';
  if (words.length < 2 || !ASKS.has(first) || YES_OR_NO.has(first)) return key;
  const named = words.filter((word) => !ASKS.has(word) && !BETWEEN.has(word));
  return named.join(' ') || key;
}

function listed(words: string): Set<string> {
  return new Set(words.split(/\s+/).filter((word) => word !== ''));
}
