import { checkLiterals, shown } from '../../shared/literals';

/**
 * Codes of ISO 3166-1, and `XK`, which AWS WAF has for Kosovo beside them.
 *
 * @see https://docs.aws.amazon.com/waf/latest/APIReference/API_GeoMatchStatement.html
 */
export const COUNTRIES: ReadonlySet<string> = new Set((
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO ' +
  'CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR ' +
  'HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN ' +
  'MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD ' +
  'SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK ' +
  'YE YT ZA ZM ZW'
).split(' '));

/** What is written for a country without being its code: reserved, former, or a language's. */
const MISTAKEN: { readonly [code: string]: string } = {
  UK: 'GB', EN: 'GB', EL: 'GR', JA: 'JP', KO: 'KR', ZH: 'CN', CS: 'CZ', DA: 'DK', YU: 'RS', SU: 'RU', DD: 'DE', BU: 'MM', ZR: 'CD', TP: 'TL', FX: 'FR',
};

/** @throws where a code is none: AWS would refuse it at the deployment, or a country would be missing from the list */
export function checkCountries(property: string, countries: string[] | undefined): void {
  if (countries === undefined) {
    return;
  }
  checkLiterals(property, countries, "['DE', 'FR']");
  for (const country of countries) {
    if (!COUNTRIES.has(country)) {
      throw new Error(`\`${property}\` must hold ISO 3166-1 codes of two capital letters, got ${shown(country)}; right would be ${shown(meant(country) ?? 'DE')}`);
    }
  }
}

function meant(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (COUNTRIES.has(code)) {
    return code;
  }
  const names = new Intl.DisplayNames('en', { type: 'region' });
  return MISTAKEN[code] ?? [...COUNTRIES].find((known) => names.of(known)?.toUpperCase() === code);
}
