/** The page's style: no address in it, and no width that a phone has not. */
export const STYLE = `
:root{color-scheme:light dark;--text:#1b2430;--faint:#4b5867;--ground:#fff;--raised:#f4f6f9;--line:#c3ccd7;--accent:#0b57a4;
--l0:#8c1d22;--l1:#7a4b00;--l2:#135b75;--l3:#1c6131;--lu:#4b5867}
@media screen and (prefers-color-scheme:dark){:root{--text:#eef2f6;--faint:#b9c5d3;--ground:#12171d;--raised:#1d242d;--line:#45515f;--accent:#8ec5ff;
--l0:#ff9a94;--l1:#f3c26b;--l2:#86cfea;--l3:#8fdba5;--lu:#b9c5d3}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--ground);overflow-wrap:anywhere}
header,main,footer{max-width:90rem;margin:0 auto;padding:0 1rem}
h1{margin:1.5rem 0 .5rem;font-size:1.6rem}h2{margin:2.5rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line);font-size:1.35rem}h3{margin:1.75rem 0 .5rem;font-size:1.1rem}
p,ul,ol,dl{margin:.5rem 0}a{color:var(--accent)}ul.plain{list-style:none;padding:0}
code{font:.9em/1.4 ui-monospace,monospace}
.faint{color:var(--faint)}
dl.facts{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.25rem 1rem}dl.facts dt{font-weight:600}dl.facts dd{margin:0}
.level{display:inline-block;padding:0 .5rem;border:1px solid currentColor;border-radius:1rem;font-weight:600;white-space:nowrap}
.level-0{color:var(--l0)}.level-1{color:var(--l1)}.level-2{color:var(--l2)}.level-3{color:var(--l3)}.level-unknown{color:var(--lu)}
figure{margin:1rem 0}figure svg{max-width:100%;height:auto}
.tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.5rem 0}.tools[hidden]{display:none}
.tools label{display:block;font-size:.9rem}
input,select,button{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--faint);border-radius:.25rem;padding:.35rem .5rem;max-width:100%}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
table{width:100%;border-collapse:collapse;font-size:.92rem}
caption{text-align:left;color:var(--faint);padding:.25rem 0}
th,td{padding:.4rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tbody th{font-weight:400;min-width:11rem}
thead th{background:var(--raised);overflow-wrap:normal}
th button{border:0;background:none;padding:.25rem 0;font-weight:600;text-align:left;cursor:pointer}
th button::after{content:" ↕";color:var(--faint)}th[aria-sort=ascending] button::after{content:" ↑";color:inherit}th[aria-sort=descending] button::after{content:" ↓";color:inherit}
td.number{font-variant-numeric:tabular-nums;text-align:right}
tr[hidden]{display:none}
td ul{margin:0;padding-left:1.1rem}
@media screen and (max-width:60rem){
table,thead,tbody,tr,th,td,caption{display:block}
thead tr{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.25rem .6rem;background:var(--raised)}thead th{padding:0;border:0}
.plain-head thead{display:none}
tbody tr{margin:.75rem 0;padding:.25rem .6rem;border:1px solid var(--line);border-radius:.5rem}
tbody th,tbody td,td.number{min-width:0;padding:.25rem 0;border:0;text-align:left}
tbody td::before{content:attr(data-label) ": ";color:var(--faint)}
td:empty{display:none}
dl.facts{grid-template-columns:1fr}
}
@media print{@page{size:A4 landscape;margin:12mm}.tools,nav{display:none}body{font-size:10pt}table{font-size:8pt}tr,figure{break-inside:avoid}thead{display:table-header-group}h2{break-before:page}h3{break-after:avoid}th button::after{content:""!important}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
