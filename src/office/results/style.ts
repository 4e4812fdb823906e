/** The report's own style: the tokens of the web page, without anything from outside. */
export const reportStyle = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1100px;padding:16px 24px 48px;font:14px/1.6 "PingFang SC","Microsoft YaHei","Source Han Sans SC","Noto Sans CJK SC",sans-serif;color:#1f2328;background:#fff}
h1{font-size:22px;margin:8px 0;border-left:4px solid #b91c1c;padding-left:12px}
h2{font-size:16px;margin:32px 0 8px}
.facts{font-size:15px;margin:8px 0 0}
.note,.dim{color:#57606a}
.note{margin:0 0 8px}
.dim{font-weight:400;font-variant-numeric:tabular-nums}
.band{margin:0 0 8px;padding:6px 12px;background:#fef3c7;border:1px solid #d97706;border-radius:6px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{padding:5px 8px;border-bottom:1px solid #e5e7eb;text-align:left;vertical-align:middle}
thead th{background:#fafafa;font-weight:600;white-space:nowrap}
tbody th{font-weight:500}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.band-letters{color:#57606a;letter-spacing:1px;font-family:ui-monospace,Consolas,monospace}
svg{display:block}
svg.dot{width:260px;max-width:100%;min-width:130px}
svg.bar{width:100%;min-width:60px;height:10px}
td.wide{width:40%}
.axis{stroke:#d0d7de;stroke-width:1}
.range{stroke:#57606a;stroke-width:3}
circle{fill:#b91c1c}
.plus{fill:#2563a8}.minus{fill:#b45309}.ground{fill:#f3f4f6}.pale{fill:#9fbfdf}
a{color:inherit;text-decoration-color:#8c959f}
details{border-bottom:1px solid #e5e7eb;padding:4px 0}
summary{cursor:pointer;padding:4px 0}
.open{padding-left:20px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:8px 0}
dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}
pre{background:#fafafa;border:1px solid #e5e7eb;border-radius:6px;padding:8px 12px;overflow-x:auto}
@media(max-width:480px){body{padding:12px}h1{font-size:19px}th,td{padding:5px 4px}}
@media print{body{max-width:none;padding:0}section{break-inside:auto}tr{break-inside:avoid}details{break-inside:avoid}@page{size:A4;margin:18mm 15mm}}
`.replace(/\n/g, '');
