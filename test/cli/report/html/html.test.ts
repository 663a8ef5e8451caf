import { html, Html } from '../../../../cli/report/html/html';

test('values are escaped between tags and in attributes, and HTML is not a second time', () => {
  const hostile = '"><script>alert(\'1\' & 2)</script>';
  expect(html`<p title="${hostile}">${[html`<b>${hostile}</b>`, ' ', 3, undefined, false]}</p>`).toEqual(new Html(
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39; &amp; 2)&lt;/script&gt;"><b>&quot;&gt;&lt;script&gt;alert(&#39;1&#39; &amp; 2)&lt;/script&gt;</b> 3</p>',
  ));
});

test('what nobody sees is written out, so that no name reads as another one', () => {
  expect(html`${'a\u202Eb\u200Bc\uFEFFd\u0007e\uD800f\u{1F600}'}`.text).toBe('a\\u202eb\\u200bc\\ufeffd\\u0007e\\ud800f\u{1F600}');
});
