import {
  createTheme,
  Modal,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core'

/** The accent: amber, bright on dark surfaces, deep on light ones. */
const amber: MantineColorsTuple = [
  '#fff7e0',
  '#ffecb8',
  '#fddf8c',
  '#f9d05e',
  '#f5c03e',
  '#f0b429',
  '#d79c12',
  '#b87900',
  '#8f5e00',
  '#6b4600',
]

/** Greys of the dark surfaces, lightest first as Mantine wants them. */
const dark: MantineColorsTuple = [
  '#e8eaed',
  '#cdd2d9',
  '#a4acb7',
  '#78818d',
  '#3d444d',
  '#30363d',
  '#262b31',
  '#1e2226',
  '#17191d',
  '#101215',
]

const fontFamily = "'Inter Variable', 'Liberation Sans', 'DejaVu Sans', system-ui, sans-serif"

export const theme = createTheme({
  primaryColor: 'amber',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  luminanceThreshold: 0.2,
  colors: { amber, dark },
  black: '#1b1e22',
  fontFamily,
  headings: { fontFamily, fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  spacing: { xs: '6px', sm: '10px', md: '14px', lg: '20px', xl: '28px' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '6px', md: '8px', lg: '12px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 350, withinPortal: true, multiline: true },
    }),
    Modal: Modal.extend({ defaultProps: { transitionProps: { duration: 80 }, centered: true } }),
  },
})

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  dark: {
    '--mantine-color-body': '#1e2226',
    '--mantine-color-text': '#e8eaed',
    '--mantine-color-dimmed': '#a4acb7',
    '--mantine-color-placeholder': '#98a1ac',
    '--mantine-color-default-border': '#3a4149',
    '--mantine-color-default': '#262b31',
    '--mantine-color-default-hover': '#2e343b',
    '--mantine-color-error': '#ff9f7a',
    '--mantine-color-anchor': '#f0b429',
  },
  light: {
    // Dark text stands on the accent: a darker one under the pointer would take its contrast.
    '--mantine-color-amber-filled-hover': '#c88a14',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b1e22',
    '--mantine-color-dimmed': '#59616b',
    '--mantine-color-placeholder': '#6a727c',
    '--mantine-color-default-border': '#d3d8de',
    '--mantine-color-error': '#b03a00',
    '--mantine-color-anchor': '#7a4f00',
  },
})
