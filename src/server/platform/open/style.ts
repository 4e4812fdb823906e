/**
 * Looks of every public page: one column, large type, strong contrast, targets of a thumb's
 * size. Sizes are in `rem`, so that text at 200 % makes everything larger; nothing hangs on a
 * picture. A page's policy names the hash of exactly this text.
 */
export const STYLE = `:root{color-scheme:light}
*{box-sizing:border-box}
html{font-size:112.5%;-webkit-text-size-adjust:100%}
body{margin:0;font:1rem/1.6 "PingFang SC","Microsoft YaHei","Source Han Sans SC","Noto Sans SC",system-ui,sans-serif;color:#1f2328;background:#fff}
header,main,footer{max-width:38rem;margin:0 auto;padding:0 1rem}
header{padding-top:.75rem;border-top:.25rem solid #b91c1c;color:#424a53;font-size:.9rem}
main{padding-bottom:1.5rem}
footer{padding-top:.75rem;padding-bottom:2rem;border-top:1px solid #d0d7de;color:#424a53;font-size:.9rem}
footer a{margin-right:1rem}
h1{font-size:1.4rem;line-height:1.35;margin:.6rem 0 .8rem}
h2{font-size:1.1rem;line-height:1.4;margin:1.2rem 0 .4rem}
p,ul,ol,dl{margin:0 0 .8rem}
ul,ol{padding-left:1.3rem}
h1,h2,p,li,dd,legend,label{overflow-wrap:anywhere}
a{color:#0b4fb3;text-underline-offset:.15em}
[hidden]{display:none!important}
.dim,dt{color:#424a53}
.small{font-size:.9rem}
.told{background:#f6f8fa;border-left:.25rem solid #57606a;padding:.6rem .8rem;margin:0 0 1rem}
.told p:last-child,.told ul:last-child{margin-bottom:0}
.sure{border-left-color:#b91c1c}
.good{color:#116329;font-weight:600}
.bad{color:#b91c1c;font-weight:600}
.progress{margin:0 0 .3rem;color:#424a53}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend{font-size:1.2rem;font-weight:600;line-height:1.4;padding:0;margin:0 0 .6rem}
label{display:block;margin:.6rem 0 .25rem}
.choice{display:flex;align-items:flex-start;gap:.7rem;min-height:3rem;margin:0 0 .5rem;padding:.6rem .8rem;border:1px solid #57606a;border-radius:.4rem;cursor:pointer}
.choice:has(input:checked){border-color:#b91c1c;box-shadow:inset 0 0 0 1px #b91c1c;background:#fff7f7}
.choice input{flex:none;width:1.4rem;height:1.4rem;margin:.1rem 0 0;accent-color:#b91c1c}
.choice small{display:block;color:#424a53;font-size:.9rem}
.item{margin:0 0 1.4rem}
.options{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(7.5rem,100%),1fr));gap:.5rem}
.options .choice{margin:0;font-weight:400}
.review{border-top:1px solid #d0d7de}
.review dt{margin-top:.5rem}
.review dd{font-weight:600;padding-bottom:.5rem;border-bottom:1px solid #d0d7de}
.hash{font:1rem/1.6 ui-monospace,Consolas,Menlo,monospace;overflow-wrap:anywhere}
.strip{display:block;width:100%;height:.6rem;margin:.2rem 0 .6rem}
summary{min-height:2.4rem;padding:.4rem 0;cursor:pointer}
textarea,select,input:not([type=radio],[type=checkbox],[type=file],[type=hidden]){font:inherit;width:100%;min-height:3rem;padding:.5rem .7rem;border:1px solid #57606a;border-radius:.4rem;background:#fff;color:inherit}
textarea{min-height:9rem}
input[type=file]{font:inherit;width:100%;padding:.6rem 0}
h1:focus-visible{outline:0}
button+.told{margin-top:1rem}
:focus-visible{outline:.2rem solid #0b4fb3;outline-offset:.1rem}
button,.button{display:block;width:100%;min-height:3.2rem;margin:.9rem 0 0;padding:.5rem .8rem;border:1px solid #b91c1c;border-radius:.4rem;background:#b91c1c;color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button.second,.button.second{background:#fff;color:#1f2328;border-color:#57606a;font-weight:400}
button[disabled]{background:#6e7781;border-color:#6e7781}
.code{font:700 min(1.7rem,9.6vw)/1.3 ui-monospace,Consolas,Menlo,monospace;letter-spacing:.02em;white-space:nowrap;margin:.3rem 0}
.qr{width:11rem;max-width:60%;margin:.5rem 0}
.qr svg{display:block;width:100%;height:auto}
.line{list-style:none;padding:0;margin:0 0 1rem}
.line li{border-left:.2rem solid #57606a;padding:0 0 .8rem .8rem;margin:0}
.line li:last-child{padding-bottom:.2rem}
.line time{color:#424a53;font-size:.9rem}
.pictures{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0}
.pictures img{width:5.5rem;height:5.5rem;object-fit:cover;border:1px solid #57606a;border-radius:.3rem}
.pictures button{width:auto;min-height:2.4rem;margin:.25rem 0 0}
dt{font-size:.9rem}dd{margin:0 0 .6rem}
@media print{header,footer,button,.button,.screen{display:none}}`;
