// Version 6.0.0 names a file of types that it doesn't hold.
declare module '@stylistic/eslint-plugin' {
  const plugin: import('eslint').ESLint.Plugin;
  export default plugin;
}
