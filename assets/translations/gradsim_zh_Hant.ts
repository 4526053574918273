<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Gradsim</source>
        <translation>關於 Gradsim</translation>
    </message>
    <message>
        <source>A laboratory for what happens to the gradient on its way back through a deep network.</source>
        <translation>一間實驗室：看梯度在深度網路中一路返回時會發生什麼。</translation>
    </message>
    <message>
        <source>Gradsim is free software under the MIT licence. Qt and PySide6 are used under the LGPL 3, the other libraries under BSD-like licences.</source>
        <translation>Gradsim 是採用 MIT 授權的自由軟體。Qt 與 PySide6 依 LGPL 3 使用，其他函式庫採用類似 BSD 的授權。</translation>
    </message>
</context>
<context>
    <name>AccuracyView</name>
    <message>
        <source>There are no classes to get right.</source>
        <translation>沒有類別，無準確率可言。</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>準確率</translation>
    </message>
    <message>
        <source>The share of the batch that is answered correctly at every step, before the update. Empty where there are no classes. The line shows where the run stands; a click goes to a step.</source>
        <translation>每一步更新之前，批次中答對的比例。沒有類別時為空。豎線表示執行所在的位置；點擊可前往該步。</translation>
    </message>
</context>
<context>
    <name>Action</name>
    <message>
        <source>As the system</source>
        <translation>跟隨系統</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>開啟(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>儲存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存新檔(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Export picture…</source>
        <translation>匯出圖片(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>離開(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>復原(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>偏好設定(&amp;P)…</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暫停</translation>
    </message>
    <message>
        <source>One micro-step</source>
        <translation>一個微步</translation>
    </message>
    <message>
        <source>One layer</source>
        <translation>一層</translation>
    </message>
    <message>
        <source>One time step</source>
        <translation>一個時間步</translation>
    </message>
    <message>
        <source>One phase</source>
        <translation>一個階段</translation>
    </message>
    <message>
        <source>One step</source>
        <translation>一步</translation>
    </message>
    <message>
        <source>Back by one micro-step</source>
        <translation>後退一個微步</translation>
    </message>
    <message>
        <source>Back by one layer</source>
        <translation>後退一層</translation>
    </message>
    <message>
        <source>Back by one time step</source>
        <translation>後退一個時間步</translation>
    </message>
    <message>
        <source>Back by one phase</source>
        <translation>後退一個階段</translation>
    </message>
    <message>
        <source>Back by one step</source>
        <translation>後退一步</translation>
    </message>
    <message>
        <source>Back to step 0 (same seed)</source>
        <translation>回到第 0 步（同一種子）</translation>
    </message>
    <message>
        <source>New seed</source>
        <translation>新種子</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>加快</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>減慢</translation>
    </message>
    <message>
        <source>Self-check…</source>
        <translation>自我檢查…</translation>
    </message>
    <message>
        <source>Select the next layer</source>
        <translation>選取下一層</translation>
    </message>
    <message>
        <source>Select the next time step</source>
        <translation>選擇下一個時間步</translation>
    </message>
    <message>
        <source>Select the previous layer</source>
        <translation>選取上一層</translation>
    </message>
    <message>
        <source>Select the previous time step</source>
        <translation>選擇上一個時間步</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>鏈</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>掃描</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>淺色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Projector (large, high contrast)</source>
        <translation>投影（大字、高對比）</translation>
    </message>
    <message>
        <source>Larger type</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller type</source>
        <translation>縮小文字</translation>
    </message>
    <message>
        <source>Normal type</source>
        <translation>文字恢復原大小</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全螢幕</translation>
    </message>
    <message>
        <source>Restore the default layout</source>
        <translation>恢復預設版面</translation>
    </message>
    <message>
        <source>Keys and mouse</source>
        <translation>鍵盤與滑鼠</translation>
    </message>
    <message>
        <source>About Gradsim</source>
        <translation>關於 Gradsim</translation>
    </message>
</context>
<context>
    <name>ActivationView</name>
    <message>
        <source>Activation</source>
        <translation>激活函數</translation>
    </message>
    <message>
        <source>values of z: {count}</source>
        <translation>{count} 個 z 值</translation>
    </message>
    <message>
        <source>Blue: the activation σ(z). Orange: its slope σ′(z), the number each gradient is multiplied by on the way back. Grey bars: where the values of z of this layer fall now. Where the bars stand under a flat part of the blue curve, the orange one is near 0 and the gradient dies. Lines with a mark: where the values of z fall in the compared runs, each as high as its own peak; where a run has another activation, its slope σ′ is the dashed line.</source>
        <translation>藍線：激活函數 σ(z)。橙線：它的斜率 σ′(z)，也就是每個梯度在返回途中要乘上的數。灰色長條：這一層的 z 值現在落在哪裡。長條若位於藍線平坦處的下方，橙線就接近 0，梯度隨之消失。帶標記的線：比較執行中 z 的取值分布，各自以自己的峰值為滿高；若某次執行用了別的激活函數，虛線是它的斜率 σ′。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>還沒有數值：走一步，或按播放。</translation>
    </message>
    <message>
        <source>No single curve: each output depends on all z of the layer.</source>
        <translation>沒有單一的曲線：每個輸出都取決於該層所有的 z。</translation>
    </message>
    <message>
        <source>NaN or ∞ among z: {count}</source>
        <translation>有 {count} 個 z 值是 NaN 或 ∞</translation>
    </message>
</context>
<context>
    <name>Allowed</name>
    <message>
        <source>any number</source>
        <translation>任意數</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>一段文字</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>一個清單</translation>
    </message>
    <message>
        <source>an object with its &quot;kind&quot;</source>
        <translation>帶有 &quot;kind&quot; 的物件</translation>
    </message>
    <message>
        <source>the kinds of the documentation</source>
        <translation>文件中列出的種類</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>clip</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>at least {low}</source>
        <translation>不小於 {low}</translation>
    </message>
    <message>
        <source>at most {high}</source>
        <translation>不大於 {high}</translation>
    </message>
    <message>
        <source>above {low}</source>
        <translation>大於 {low}</translation>
    </message>
    <message>
        <source>above {low} to below {high}</source>
        <translation>大於 {low} 且小於 {high}</translation>
    </message>
    <message>
        <source>above {low} to {high}</source>
        <translation>大於 {low} 且不大於 {high}</translation>
    </message>
    <message>
        <source>{low} to below {high}</source>
        <translation>從 {low} 到小於 {high}</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} 到 {high}</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>第 {number} 層</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>No font with Chinese characters is installed; on Debian, install the package {package}.</source>
        <translation>沒有安裝含漢字的字型；在 Debian 上請安裝套件 {package}。</translation>
    </message>
    <message>
        <source>Something went wrong inside Gradsim ({reason}); the run goes on. Details are in {path}.</source>
        <translation>Gradsim 內部發生錯誤（{reason}）；執行仍在繼續。詳情見 {path}。</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Explain this picture</source>
        <translation>解釋這張圖</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>儲存圖片…</translation>
    </message>
    <message>
        <source>Enlarge, or back again</source>
        <translation>放大，或還原</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>複製圖片</translation>
    </message>
    <message>
        <source>Save data (CSV)…</source>
        <translation>儲存資料 (CSV)…</translation>
    </message>
    <message>
        <source>Put back into the window</source>
        <translation>放回視窗</translation>
    </message>
    <message>
        <source>Take out of the window</source>
        <translation>移出視窗</translation>
    </message>
    <message>
        <source>Close (View ▸ Pictures brings it back)</source>
        <translation>關閉（「檢視 ▸ 圖片」可找回）</translation>
    </message>
</context>
<context>
    <name>CheckDialog</name>
    <message>
        <source>Self-check</source>
        <translation>自我檢查</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>複製</translation>
    </message>
    <message>
        <source>The engine compares the first pass with autograd and with finite differences. The run goes on afterwards.</source>
        <translation>引擎正在把第一次前向和反向傳播與自動微分和有限差分作比較；完成後執行會繼續。</translation>
    </message>
    <message>
        <source>Every layer agrees with autograd and with finite differences.</source>
        <translation>每一層都與自動微分和有限差分一致。</translation>
    </message>
    <message>
        <source>Every time step agrees with autograd, every parameter with finite differences, too.</source>
        <translation>每個時間步都與自動微分一致，每個參數也與有限差分一致。</translation>
    </message>
    <message>
        <source>Relative errors in float64, samples: {samples} of {batch}. {loose}: only rounding is left of the number itself, or it is held against an estimate.</source>
        <translation>float64 下的相對誤差，使用 {batch} 個樣本中的 {samples} 個。{loose}：該數值相消後只剩捨入誤差，或者比較對象是估計值。</translation>
    </message>
    <message>
        <source>The loss is off by {error}.</source>
        <translation>損失的誤差為 {error}。</translation>
    </message>
    <message>
        <source>{quantity} at {site} is off by {error}; allowed is {limit}. The first wrong number is there.</source>
        <translation>{site} 的 {quantity} 誤差為 {error}，容許值為 {limit}；第一個錯誤的數值就在這裡。</translation>
    </message>
    <message>
        <source>Largest error against autograd: {error} ({quantity}, {site}).</source>
        <translation>與自動微分相比的最大誤差：{error}（{site}，{quantity}）。</translation>
    </message>
    <message>
        <source>Largest error against finite differences: {error} ({quantity}, {site}).</source>
        <translation>與有限差分相比的最大誤差：{error}（{site}，{quantity}）。</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>Finite differences</source>
        <translation>有限差分</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Time step</source>
        <translation>時間步</translation>
    </message>
    <message>
        <source>Against autograd over the whole network.</source>
        <translation>與整個網路的自動微分比較。</translation>
    </message>
    <message>
        <source>Against the whole Jacobian by autograd.</source>
        <translation>與自動微分求得的完整雅可比矩陣比較。</translation>
    </message>
    <message>
        <source>Against an estimate by random projections of the Jacobian by autograd.</source>
        <translation>與用隨機投影估計的（自動微分的）雅可比矩陣比較。</translation>
    </message>
    <message>
        <source>Against central differences of the loss.</source>
        <translation>與損失的中央差分比較。</translation>
    </message>
    <message>
        <source>Against central differences of ⟨∂L/∂a, a⟩ behind the layer: the loss itself changes by less than its rounding error, or the network is too deep to do that for every layer.</source>
        <translation>與該層之後 ⟨∂L/∂a, a⟩ 的中央差分比較：損失本身的變化小於其捨入誤差，或者網路太深，無法對每一層都用損失計算。</translation>
    </message>
    <message>
        <source>Allowed: {limit}.</source>
        <translation>容許：{limit}。</translation>
    </message>
</context>
<context>
    <name>ClipScaleView</name>
    <message>
        <source>Clip scale</source>
        <translation>裁剪係數</translation>
    </message>
    <message>
        <source>The factor that clipping multiplied the gradient with at every step: 1 where nothing was clipped. The smaller, the less is left of the step that the learning rate asks for. A click goes to a step.</source>
        <translation>每一步裁剪對梯度所乘的係數：未裁剪時為 1。係數越小，學習率所要求的步幅剩下得越少。點擊可前往該步。</translation>
    </message>
</context>
<context>
    <name>Column</name>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>gradient before the activation</source>
        <translation>激活之前的梯度</translation>
    </message>
    <message>
        <source>weight gradient</source>
        <translation>權重梯度</translation>
    </message>
    <message>
        <source>weight gradient after clipping</source>
        <translation>裁剪後的權重梯度</translation>
    </message>
    <message>
        <source>bias gradient</source>
        <translation>偏置梯度</translation>
    </message>
    <message>
        <source>gradients that underflowed to zero</source>
        <translation>下溢為零的梯度</translation>
    </message>
    <message>
        <source>factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>standard error of the factor</source>
        <translation>因子的標準誤差</translation>
    </message>
    <message>
        <source>factor of a residual block</source>
        <translation>殘差塊的因子</translation>
    </message>
    <message>
        <source>measured gain</source>
        <translation>實測增益</translation>
    </message>
    <message>
        <source>product of the factors behind</source>
        <translation>後方因子之積</translation>
    </message>
    <message>
        <source>update ratio</source>
        <translation>更新比率</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>權重</translation>
    </message>
    <message>
        <source>size of a weight</source>
        <translation>單個權重的大小</translation>
    </message>
    <message>
        <source>spectral norm of the weights</source>
        <translation>權重的譜範數</translation>
    </message>
    <message>
        <source>mean of z</source>
        <translation>z 的均值</translation>
    </message>
    <message>
        <source>spread of z</source>
        <translation>z 的標準差</translation>
    </message>
    <message>
        <source>mean of the activation</source>
        <translation>激活值的均值</translation>
    </message>
    <message>
        <source>spread of the activation</source>
        <translation>激活值的標準差</translation>
    </message>
    <message>
        <source>size of the activation</source>
        <translation>激活值的大小</translation>
    </message>
    <message>
        <source>mean slope</source>
        <translation>平均斜率</translation>
    </message>
    <message>
        <source>size of the slope</source>
        <translation>斜率的大小</translation>
    </message>
    <message>
        <source>dead units</source>
        <translation>失活單元</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>飽和</translation>
    </message>
    <message>
        <source>numbers that are not finite</source>
        <translation>非有限的數</translation>
    </message>
    <message>
        <source>factor in theory</source>
        <translation>理論因子</translation>
    </message>
    <message>
        <source>variance of z in theory</source>
        <translation>z 的理論變異數</translation>
    </message>
    <message>
        <source>spectral radius of the recurrent weights</source>
        <translation>循環權重的譜半徑</translation>
    </message>
    <message>
        <source>forget gate</source>
        <translation>遺忘門</translation>
    </message>
    <message>
        <source>input gate</source>
        <translation>輸入門</translation>
    </message>
    <message>
        <source>output gate</source>
        <translation>輸出門</translation>
    </message>
    <message>
        <source>product of the later forget gates</source>
        <translation>之後各遺忘門之積</translation>
    </message>
    <message>
        <source>gradient at the cell state</source>
        <translation>細胞狀態處的梯度</translation>
    </message>
    <message>
        <source>reset gate</source>
        <translation>重置門</translation>
    </message>
    <message>
        <source>update gate</source>
        <translation>更新門</translation>
    </message>
</context>
<context>
    <name>ColumnHeatmapView</name>
    <message>
        <source>Over time</source>
        <translation>隨時間的變化</translation>
    </message>
    <message>
        <source>time step × training step</source>
        <translation>時間步 × 訓練步</translation>
    </message>
    <message>
        <source>layer × step</source>
        <translation>層 × 步</translation>
    </message>
    <message>
        <source>{drawn} · one step in {count} is drawn</source>
        <translation>{drawn} · 每 {count} 步畫一步</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>未查看</translation>
    </message>
    <message>
        <source>white: 1</source>
        <translation>白色：1</translation>
    </message>
    <message>
        <source>Each row is a time step, t = 1 at the top, layer by layer.</source>
        <translation>每一列是一個時間步，t = 1 在最上方，逐層排列。</translation>
    </message>
    <message>
        <source>Each row is a layer, layer 1 at the top.</source>
        <translation>每一橫列是一層，第 1 層在最上方。</translation>
    </message>
    <message>
        <source>{rows} Each column is a training step; its colour is the number chosen in the list. Magnitudes are shown as log₁₀, factors around 1, means around 0, shares from 0 to 1. ‖∂L/∂a‖, ‖∂L/∂W‖ and the factor are measured at every step; all other numbers are known at the steps that were looked at completely: every one in slow motion, some at full speed, and every one while “every step” is pressed. Hatched: nobody looked. The line shows where the run stands; a click goes to a step. Exact zeros are grey-blue, NaN and ∞ cyan.</source>
        <translation>{rows}每一豎條是一個訓練步；顏色表示清單中所選的量。大小按 log₁₀ 顯示，因子以 1 為中心，均值以 0 為中心，比例從 0 到 1。‖∂L/∂a‖、‖∂L/∂W‖ 和因子每一步都測量；其餘各量只在完整查看過的步上已知：慢動作時每一步，全速時其中一些，按下「每一步」期間則每一步。斜線：未查看。豎線表示執行所在的位置；點擊可前往該步。恰為零是灰藍色，NaN 與 ∞ 是青色。</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>要顯示的量</translation>
    </message>
    <message>
        <source>every step</source>
        <translation>每一步</translation>
    </message>
    <message>
        <source>Look at every step while this is pressed, so that the record of this column has no gaps. It costs about 15 to 30 % of the speed, for the spectral norm about three quarters.</source>
        <translation>按下期間每一步都完整查看，使這個量的記錄沒有空缺。速度約降低 15–30 %，譜範數則約降低四分之三。</translation>
    </message>
</context>
<context>
    <name>ColumnText</name>
    <message>
        <source>factor {factor}</source>
        <translation>因子 {factor}</translation>
    </message>
    <message>
        <source>theory {factor}</source>
        <translation>理論 {factor}</translation>
    </message>
    <message>
        <source>product from the loss {product}</source>
        <translation>自損失起的乘積 {product}</translation>
    </message>
    <message>
        <source>‖∂L/∂W‖ {norm} · update ratio {ratio}</source>
        <translation>‖∂L/∂W‖ {norm} · 更新比率 {ratio}</translation>
    </message>
    <message>
        <source>no {place}</source>
        <translation>沒有{place}</translation>
    </message>
    <message>
        <source>skip {skip} · branch {branch} · cos {cosine}</source>
        <translation>跳躍連接 {skip} · 支路 {branch} · cos {cosine}</translation>
    </message>
    <message>
        <source>into block {span}: {text}</source>
        <translation>進入殘差區塊 {span}：{text}</translation>
    </message>
    <message>
        <source>{share} of {last}</source>
        <translation>{last}的 {share}</translation>
    </message>
</context>
<context>
    <name>ColumnView</name>
    <message>
        <source>The wheel shows fewer or more columns, drag moves them. A click chooses a time step, a double click opens it in the Layer perspective; A or a double click beside the columns shows all.</source>
        <translation>滾輪可顯示更少或更多的欄，拖曳可移動。按一下選擇一個時間步，按兩下在「層」視角中開啟；按 A 或在欄以外的地方按兩下顯示全部。</translation>
    </message>
    <message>
        <source>The wheel shows fewer or more columns, drag moves them. A click chooses a layer, a double click opens it in the Layer perspective; A or a double click beside the columns shows all.</source>
        <translation>滾輪可顯示更少或更多的欄，拖曳可移動。按一下選擇一層，按兩下在「層」視角中開啟；按 A 或在欄以外的地方按兩下顯示全部。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;Undo</source>
        <translation>復原(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>{verb}: {edit}</source>
        <translation>{verb}：{edit}</translation>
    </message>
    <message>
        <source>Restart engine</source>
        <translation>重新啟動引擎</translation>
    </message>
    <message>
        <source>Open experiment</source>
        <translation>開啟實驗</translation>
    </message>
    <message>
        <source>Experiments (*.json);;All files (*)</source>
        <translation>實驗 (*.json);;所有檔案 (*)</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>開啟 {name}</translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation>儲存實驗</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未儲存的變更</translation>
    </message>
    <message>
        <source>The experiment has been changed. Save it?</source>
        <translation>實驗已被變更。要儲存嗎？</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>{title}: {before} → {after}</source>
        <translation>{title}：{before} → {after}</translation>
    </message>
    <message>
        <source>{title} {value}</source>
        <translation>{title} {value}</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>沒有差別</translation>
    </message>
    <message>
        <source>Go on with {variant}</source>
        <translation>用 {variant} 繼續</translation>
    </message>
    <message>
        <source>{differences} from step {step}</source>
        <translation>{differences}（自第 {step} 步）</translation>
    </message>
</context>
<context>
    <name>CompareBar</name>
    <message>
        <source>What if…</source>
        <translation>如果……</translation>
    </message>
    <message>
        <source>Branch from here ▾</source>
        <translation>從此處分支 ▾</translation>
    </message>
    <message>
        <source>A variant that starts from the present state of the run, weights and all</source>
        <translation>從執行的目前狀態（包括權重）開始的變體</translation>
    </message>
    <message>
        <source>Main run</source>
        <translation>主執行</translation>
    </message>
    <message>
        <source>The experiment at the left</source>
        <translation>左側的實驗</translation>
    </message>
    <message>
        <source>{differences}, from step {step}</source>
        <translation>{differences}，自第 {step} 步</translation>
    </message>
    <message>
        <source>{differences} (stopped)</source>
        <translation>{differences}（已停止）</translation>
    </message>
    <message>
        <source>{differences} ({share} % computed)</source>
        <translation>{differences}（已計算 {share} %）</translation>
    </message>
    <message>
        <source>Press a button, then play: its run keeps step, on the same batches.</source>
        <translation>按一個按鈕，再按播放：它的執行使用相同的批次，步調一致。</translation>
    </message>
    <message>
        <source>Go on with this run: its settings, its weights, its past. One with the present settings stays beside it</source>
        <translation>用這個執行繼續：它的設定、權重和過去。採用目前設定的執行留在旁邊</translation>
    </message>
    <message>
        <source>Compare with this run no longer</source>
        <translation>不再與此執行比較</translation>
    </message>
</context>
<context>
    <name>ComparisonView</name>
    <message>
        <source>Differences and numbers</source>
        <translation>差別與數值</translation>
    </message>
    <message>
        <source>Above, the numbers of the compared runs: the loss, the accuracy on the batch, what is left of the gradient at the first layer compared with the last, and the mean factor of a layer (the geometric mean, in residual nets over whole blocks): 1 leaves the gradient as it is. Below, every setting in which the runs differ. Rows that do not fit are left out: enlarge the card.</source>
        <translation>上面是各個執行的數值：損失、批次上的準確率、第一層的梯度與最後一層相比還剩多少，以及每層的平均因子（幾何平均，殘差網路按整個殘差塊計算）：1 表示梯度保持不變。下面是各個執行之間不同的每一項設定。放不下的列會省略：請放大卡片。</translation>
    </message>
    <message>
        <source>Main run</source>
        <translation>主執行</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>準確率</translation>
    </message>
    <message>
        <source>Mean factor</source>
        <translation>平均因子</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>尚無可比較的執行</translation>
    </message>
</context>
<context>
    <name>DistributionsView</name>
    <message>
        <source>Weights, gradient, update</source>
        <translation>權重、梯度、更新</translation>
    </message>
    <message>
        <source>how many entries have which value</source>
        <translation>各取值有多少個元素</translation>
    </message>
    <message>
        <source>Histograms of the entries of W, of its gradient ∂L/∂W (after clipping, once that is done) and of the last update ΔW = −η·direction. Every range is symmetric around 0 and moves in steps of 1, 2, 5; rms is the root mean square. Entries that are exactly 0 or not finite are counted in words. Of a time step, ∂L/∂W is its own share. Lines with a mark are the compared runs, each as high as its own peak; the axis holds all of them, so that a gradient much smaller than another&apos;s is a spike at 0.</source>
        <translation>W 的元素、其梯度 ∂L/∂W（裁剪之後則為裁剪後的值）以及上一次更新 ΔW = −η·方向 的直方圖。每個範圍都以 0 為中心，按 1、2、5 的級距變化；rms 是均方根。恰好為 0 或非有限的元素以文字計數。對時間步而言，∂L/∂W 是它自己的那一份。帶標記的線是比較的執行，各自以自己的峰值為滿高；橫軸容納全部執行，所以比別人小得多的梯度是 0 處的一根尖刺。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>還沒有數值：走一步，或播放。</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>還沒有</translation>
    </message>
    <message>
        <source>rms {value}</source>
        <translation>rms {value}</translation>
    </message>
    <message>
        <source>{count} × exactly 0</source>
        <translation>{count} 個恰為 0</translation>
    </message>
    <message>
        <source>{count} × NaN or ∞</source>
        <translation>{count} 個 NaN 或 ∞</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>{path}: there is no such file.</source>
        <translation>{path}：沒有這個檔案。</translation>
    </message>
    <message>
        <source>{path}: the file cannot be read ({reason}).</source>
        <translation>{path}：無法讀取檔案（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: the file cannot be written ({reason}).</source>
        <translation>{path}：無法寫入檔案（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: {size} bytes is too large for an experiment file; at most {limit} bytes are allowed.</source>
        <translation>{path}：{size} 位元組對實驗檔案來說太大；最多允許 {limit} 位元組。</translation>
    </message>
    <message>
        <source>{path}: not a JSON file (line {line}, column {column}); an experiment file is UTF-8 JSON.</source>
        <translation>{path}：不是 JSON 檔案（第 {line} 行，第 {column} 欄）；實驗檔案是 UTF-8 編碼的 JSON。</translation>
    </message>
    <message>
        <source>{path}: not UTF-8 text; an experiment file is UTF-8 JSON.</source>
        <translation>{path}：不是 UTF-8 文字；實驗檔案是 UTF-8 編碼的 JSON。</translation>
    </message>
    <message>
        <source>{path}: the file holds no JSON object; an experiment file is one object with &quot;format&quot; and &quot;version&quot;.</source>
        <translation>{path}：檔案中沒有 JSON 物件；實驗檔案是一個帶有 &quot;format&quot; 和 &quot;version&quot; 的物件。</translation>
    </message>
    <message>
        <source>format: {value} is not allowed; this program reads &quot;gradsim-experiment&quot;.</source>
        <translation>format：不允許 {value}；本程式讀取 &quot;gradsim-experiment&quot;。</translation>
    </message>
    <message>
        <source>version: {value} was written by a newer Gradsim; this one reads version {limit}.</source>
        <translation>version：{value} 由更新版本的 Gradsim 寫成；本程式讀取版本 {limit}。</translation>
    </message>
    <message>
        <source>{key}: unknown key; allowed here: {allowed}.</source>
        <translation>{key}：未知的鍵；此處允許：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: missing; it must be given.</source>
        <translation>{key}：缺少；必須給出。</translation>
    </message>
    <message>
        <source>{key}: {value} is not a number; allowed: {allowed}.</source>
        <translation>{key}：{value} 不是數；允許：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is not a whole number; allowed: {allowed}.</source>
        <translation>{key}：{value} 不是整數；允許：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is out of range; allowed: {allowed}.</source>
        <translation>{key}：{value} 超出範圍；允許：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is not a finite number; allowed: {allowed}.</source>
        <translation>{key}：{value} 不是有限的數；允許：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is not allowed; choose one of {allowed}.</source>
        <translation>{key}：不允許 {value}；請從 {allowed} 中選擇。</translation>
    </message>
    <message>
        <source>{key}: {value} has the wrong type; expected {allowed}.</source>
        <translation>{key}：{value} 型別不對；應為 {allowed}。</translation>
    </message>
    <message>
        <source>{key}: a value of shape {value} does not fit; expected {allowed}.</source>
        <translation>{key}：形狀為 {value} 的值不合適；應為 {allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is not allowed; {allowed}.</source>
        <translation>{key}：不允許 {value}；{allowed}。</translation>
    </message>
    <message>
        <source>model.norm.position: after_residual needs residual links; set model.residual, or choose before_activation or after_activation.</source>
        <translation>model.norm.position：after_residual 需要殘差連結；請設定 model.residual，或選擇 before_activation 或 after_activation。</translation>
    </message>
    <message>
        <source>data.batch_size: {value} is too small for batch_norm; it needs at least 2 samples.</source>
        <translation>data.batch_size：{value} 對 batch_norm 來說太小；至少需要 2 個樣本。</translation>
    </message>
    <message>
        <source>loss: cross_entropy needs classes, but the targets of the data {kind} are numbers; choose mse, mean_output or random_readout.</source>
        <translation>loss：cross_entropy 需要類別，但資料 {kind} 的目標是數值；請選擇 mse、mean_output 或 random_readout。</translation>
    </message>
    <message>
        <source>loss: bce needs classes, or numbers from 0 to 1, which the targets of the data {kind} are not; choose mse, mean_output or random_readout.</source>
        <translation>loss：bce 需要類別或 0 到 1 之間的數值，而資料 {kind} 的目標不是；請選擇 mse、mean_output 或 random_readout。</translation>
    </message>
    <message>
        <source>data.kind: {value} holds no sequences, which {model} needs; choose a data set of sequences.</source>
        <translation>data.kind：{value} 不含序列，而 {model} 需要序列；請選擇序列資料集。</translation>
    </message>
    <message>
        <source>model.activation.kind: {value} mixes the units; a cell of kind {model} needs one that acts on each unit alone.</source>
        <translation>model.activation.kind：{value} 會混合各單元；{model} 單元需要逐單元作用的激活函數。</translation>
    </message>
    <message>
        <source>{key}: lsuv scales layer after layer and is not defined for the time steps of {model}; choose another initialization.</source>
        <translation>{key}：lsuv 逐層縮放，對 {model} 的時間步沒有定義；請選擇其他初始化。</translation>
    </message>
    <message>
        <source>model.kind: {value} needs images, but {data} has none; choose data that are images, such as digits.</source>
        <translation>model.kind：{value} 需要影像，但 {data} 不是影像；請選擇影像資料，例如 digits。</translation>
    </message>
    <message>
        <source>model.depth: {value} does not fit; three stages of equal blocks have {below} or {above} layers.</source>
        <translation>model.depth：{value} 不適合；三個階段、每段區塊數相同的網路有 {below} 或 {above} 層。</translation>
    </message>
    <message>
        <source>This experiment needs about {need} of memory, but only {available} can be used; make depth, width or batch size smaller.</source>
        <translation>這個實驗約需 {need} 記憶體，但只有 {available} 可用；請減小深度、寬度或批次大小。</translation>
    </message>
    <message>
        <source>device: {value} is not available here; allowed: {allowed}.</source>
        <translation>device：此處沒有 {value}；允許：{allowed}。</translation>
    </message>
    <message>
        <source>Step {step}: the first number that is not finite appeared in the forward pass at layer {site} ({quantity}). The run is paused; everything up to there is kept.</source>
        <translation>第 {step} 步：第一個非有限的數出現在前向傳播的第 {site} 層（{quantity}）。執行已暫停；此前的一切都已保留。</translation>
    </message>
    <message>
        <source>Step {step}: the loss is the first number that is not finite. The run is paused; everything up to there is kept.</source>
        <translation>第 {step} 步：損失是第一個非有限的數。執行已暫停；此前的一切都已保留。</translation>
    </message>
    <message>
        <source>Step {step}: the first number that is not finite appeared in the backward pass at layer {site} ({quantity}). The run is paused; everything up to there is kept.</source>
        <translation>第 {step} 步：第一個非有限的數出現在反向傳播的第 {site} 層（{quantity}）。執行已暫停；此前的一切都已保留。</translation>
    </message>
    <message>
        <source>The self-check has nothing to compare: even in float64 the first pass gives numbers that are not finite.</source>
        <translation>自我檢查無法比較：即使用 float64，第一次前向與反向傳播也會得到非有限的數值。</translation>
    </message>
    <message>
        <source>{path}: this checkpoint belongs to another experiment.</source>
        <translation>{path}：這個檢查點屬於另一個實驗。</translation>
    </message>
    <message>
        <source>The engine failed: {reason}.</source>
        <translation>引擎發生錯誤：{reason}。</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>結束碼 {code}</translation>
    </message>
    <message>
        <source>it closed its end of the pipe</source>
        <translation>它關閉了自己一端的管道</translation>
    </message>
    <message>
        <source>The engine process ended unexpectedly ({reason}); a new one goes on from its last saved state (step {step} or later).</source>
        <translation>引擎處理程序意外結束（{reason}）；新的引擎從上次儲存的狀態（第 {step} 步或之後）繼續。</translation>
    </message>
    <message>
        <source>The state saved before the engine ended cannot be used; the run starts again at step 0.</source>
        <translation>引擎結束前儲存的狀態無法使用；執行從第 0 步重新開始。</translation>
    </message>
    <message>
        <source>The engine process cannot be started ({reason}).</source>
        <translation>無法啟動引擎處理程序（{reason}）。</translation>
    </message>
    <message>
        <source>Everything that determines a run. See DESIGN for the file format (version 1).</source>
        <translation>決定一次執行的全部內容。</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>標題</translation>
    </message>
    <message>
        <source>A name for this experiment.</source>
        <translation>這個實驗的名稱。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>種子</translation>
    </message>
    <message>
        <source>Start of all random numbers: the same seed gives the same run.</source>
        <translation>所有隨機數的起點：同一種子給出同樣的執行。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Number format of all tensors. In bfloat16 and float16 every result is rounded to it, and the update works on a float32 copy of the parameters.</source>
        <translation>所有張量的數字格式。採用 bfloat16 和 float16 時，每個結果都捨入到該格式，而更新作用於參數的 float32 副本。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>裝置</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>資料</translation>
    </message>
    <message>
        <source>Where the samples come from.</source>
        <translation>樣本從何而來。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>The number whose gradient is propagated.</source>
        <translation>被傳播的正是它的梯度。</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>最佳化器</translation>
    </message>
    <message>
        <source>The rule of the update.</source>
        <translation>更新的規則。</translation>
    </message>
    <message>
        <source>Loss scaling</source>
        <translation>損失縮放</translation>
    </message>
    <message>
        <source>Lifts small gradients of a narrow number format above its underflow.</source>
        <translation>把窄數字格式中的小梯度抬到下溢界限之上。</translation>
    </message>
    <message>
        <source>Clipping</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>What is done to a large gradient before the update.</source>
        <translation>更新之前如何處理過大的梯度。</translation>
    </message>
    <message>
        <source>Probes</source>
        <translation>探針數</translation>
    </message>
    <message>
        <source>Random probes per estimate, where a factor has no closed form that is cheap enough; more are slower and have a smaller standard error.</source>
        <translation>因子沒有夠省時的解析式時，每次估計所用的隨機探針數；越多越慢，標準誤差越小。</translation>
    </message>
    <message>
        <source>probes</source>
        <translation>個</translation>
    </message>
    <message>
        <source>1,797 real 8×8 images of handwritten digits (scikit-learn&apos;s copy of the UCI set), standardised.</source>
        <translation>1797 張真實的 8×8 手寫數字影像（scikit-learn 收錄的 UCI 資料集），已標準化。</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批次大小</translation>
    </message>
    <message>
        <source>Samples per step; never more than the data set has.</source>
        <translation>每步的樣本數；不超過資料集所有。</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>個樣本</translation>
    </message>
    <message>
        <source>Two interleaving half circles in the plane.</source>
        <translation>平面上兩個交錯的半圓。</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>樣本數</translation>
    </message>
    <message>
        <source>Number of samples in the data set.</source>
        <translation>資料集中的樣本數。</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>雜訊</translation>
    </message>
    <message>
        <source>Standard deviation of the Gaussian noise added to each coordinate.</source>
        <translation>加在每個座標上的高斯雜訊的標準差。</translation>
    </message>
    <message>
        <source>A circle inside another one.</source>
        <translation>一個圓在另一個圓之內。</translation>
    </message>
    <message>
        <source>Interleaved spiral arms, one per class.</source>
        <translation>交錯的螺旋臂，每類一條。</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>類別數</translation>
    </message>
    <message>
        <source>Number of classes.</source>
        <translation>類別的數目。</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>個類別</translation>
    </message>
    <message>
        <source>Independent normal inputs with random labels: what mean-field theory assumes.</source>
        <translation>獨立的常態輸入與隨機標籤：平均場理論的假設。</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特徵數</translation>
    </message>
    <message>
        <source>{path}: not a file.</source>
        <translation>{path}：不是檔案。</translation>
    </message>
    <message>
        <source>{path}: {size} bytes is too large for a data file; at most {limit} bytes are allowed.</source>
        <translation>{path}：{size} 位元組對資料檔來說太大；最多允許 {limit} 位元組。</translation>
    </message>
    <message>
        <source>{path}: the file has changed since it was read; any edit of the experiment reads it again.</source>
        <translation>{path}：檔案在讀取之後已被更改；對實驗作任何修改都會重新讀取它。</translation>
    </message>
    <message>
        <source>data.path: choose a CSV file.</source>
        <translation>data.path：請選擇一個 CSV 檔案。</translation>
    </message>
    <message>
        <source>{path}: not UTF-8 text; save the CSV file in UTF-8.</source>
        <translation>{path}：不是 UTF-8 文字；請把 CSV 檔案存為 UTF-8。</translation>
    </message>
    <message>
        <source>{path}: line {line} is not a line of a CSV file ({reason}).</source>
        <translation>{path}：第 {line} 行不是 CSV 檔案的一行（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: line {line}, column {column}: the value is missing; fill it in or remove the line.</source>
        <translation>{path}：第 {line} 行，欄 {column}：缺失值；請補上數值或刪除該行。</translation>
    </message>
    <message>
        <source>{path}: line {line}, column {column}: {value} is not a finite number; only the target may be text.</source>
        <translation>{path}：第 {line} 行，欄 {column}：{value} 不是有限的數；只有目標欄可以是文字。</translation>
    </message>
    <message>
        <source>data.target: {path} has {found} columns of the name {value}; choose one of {allowed}.</source>
        <translation>data.target：{path} 中名為 {value} 的欄有 {found} 個；請從 {allowed} 中選擇。</translation>
    </message>
    <message>
        <source>data.directory: choose the folder with the IDX files of MNIST or Fashion-MNIST.</source>
        <translation>data.directory：請選擇存放 MNIST 或 Fashion-MNIST 的 IDX 檔案的資料夾。</translation>
    </message>
    <message>
        <source>{path}: there is no {value} (or {value}.gz) in this folder; MNIST and Fashion-MNIST have it.</source>
        <translation>{path}：這個資料夾裡沒有 {value}（或 {value}.gz）；MNIST 和 Fashion-MNIST 都有這個檔案。</translation>
    </message>
    <message>
        <source>{path}: not a complete gzip file.</source>
        <translation>{path}：不是完整的 gzip 檔案。</translation>
    </message>
    <message>
        <source>{path}: not the IDX file its name promises: it starts with {value}; expected {allowed}.</source>
        <translation>{path}：不是檔名所說的 IDX 檔案：它以 {value} 開頭；應為 {allowed}。</translation>
    </message>
    <message>
        <source>{path}: images of {value} pixels; expected {allowed}.</source>
        <translation>{path}：影像為 {value} 像素；應為 {allowed}。</translation>
    </message>
    <message>
        <source>{path}: the label {value} is not allowed; expected {allowed}.</source>
        <translation>{path}：標籤 {value} 不被允許；應為 {allowed}。</translation>
    </message>
    <message>
        <source>device: {value} cannot compute in float64; choose float32 or a narrower format, or another device.</source>
        <translation>device：{value} 無法以 float64 計算；請選擇 float32 或更窄的格式，或換一個裝置。</translation>
    </message>
    <message>
        <source>The device {device} failed ({reason}); the run goes on with the CPU.</source>
        <translation>裝置 {device} 發生錯誤（{reason}）；執行改在 CPU 上繼續。</translation>
    </message>
    <message>
        <source>auto: a CUDA GPU where there is one, else the CPU. mps: the GPU of an Apple computer.</source>
        <translation>自動：有 CUDA GPU 時使用它，否則使用 CPU。mps：Apple 電腦的 GPU。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>網路</translation>
    </message>
    <message>
        <source>The kind of the network; each has its own fields.</source>
        <translation>網路的種類；每一種都有自己的選項。</translation>
    </message>
    <message>
        <source>Exclusive or: the corners (±1, ±1) of a square; two opposite ones are a class.</source>
        <translation>互斥或：正方形的四個角 (±1, ±1)；相對的兩個角為一類。</translation>
    </message>
    <message>
        <source>Round clouds of points, one per class, around centres drawn from the square (cube, …) from −2 to 2.</source>
        <translation>圓形點雲，每類一個，中心取自 −2 到 2 的正方形（立方體……）。</translation>
    </message>
    <message>
        <source>Number of inputs per sample.</source>
        <translation>每個樣本的輸入數。</translation>
    </message>
    <message>
        <source>features</source>
        <translation>個特徵</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>標準差</translation>
    </message>
    <message>
        <source>Standard deviation of each cloud.</source>
        <translation>每個點雲的標準差。</translation>
    </message>
    <message>
        <source>Fisher&apos;s 150 irises of three species: four lengths in cm (scikit-learn&apos;s copy), standardised.</source>
        <translation>Fisher 的 150 朵鳶尾花，三個品種：四個長度（公分，scikit-learn 收錄），已標準化。</translation>
    </message>
    <message>
        <source>178 Italian wines of three growers: 13 chemical measurements (scikit-learn&apos;s copy of the UCI set), standardised.</source>
        <translation>三種來源的 178 份義大利葡萄酒：13 項化學量測（scikit-learn 收錄的 UCI 資料集），已標準化。</translation>
    </message>
    <message>
        <source>569 tumours, malignant or benign: 30 measurements of cells (scikit-learn&apos;s copy of the UCI set), standardised.</source>
        <translation>569 例腫瘤，惡性或良性：30 項細胞量測（scikit-learn 收錄的 UCI 資料集），已標準化。</translation>
    </message>
    <message>
        <source>Time steps</source>
        <translation>時間步數</translation>
    </message>
    <message>
        <source>Each sample is a sequence of this many time steps; a network that is not recurrent sees them side by side.</source>
        <translation>每個樣本是由這麼多時間步組成的序列；非循環網路則將各步並排看待。</translation>
    </message>
    <message>
        <source>Standard deviation of each input.</source>
        <translation>每個輸入的標準差。</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>重新縮放</translation>
    </message>
    <message>
        <source>Rescale every sample to the norm std·√features exactly.</source>
        <translation>把每個樣本精確縮放到範數 std·√features。</translation>
    </message>
    <message>
        <source>The same input in every sample: for chains whose factors can be checked by hand.</source>
        <translation>每個樣本的輸入都相同：用於可以手工驗算因子的鏈。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>The value of every input.</source>
        <translation>每個輸入的值。</translation>
    </message>
    <message>
        <source>MNIST or Fashion-MNIST from the IDX files of their training images (28×28 pixels, plain or .gz), standardised.</source>
        <translation>MNIST 或 Fashion-MNIST：讀取其訓練影像的 IDX 檔案（28×28 像素，未壓縮或 .gz），已標準化。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>資料夾</translation>
    </message>
    <message>
        <source>Holds train-images-idx3-ubyte and train-labels-idx1-ubyte, or the same with .gz.</source>
        <translation>其中有 train-images-idx3-ubyte 和 train-labels-idx1-ubyte，或者同名的 .gz 檔案。</translation>
    </message>
    <message>
        <source>The first this many images of the files are used.</source>
        <translation>使用檔案中最前面的這麼多幅影像。</translation>
    </message>
    <message>
        <source>A table of numbers from a CSV file (UTF-8; comma, semicolon or tab), standardised; one column is the target.</source>
        <translation>CSV 檔案中的數值表（UTF-8；逗號、分號或定位字元），已標準化；其中一欄是目標。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>檔案</translation>
    </message>
    <message>
        <source>A relative path starts at the folder where the program was started.</source>
        <translation>相對路徑從啟動程式時所在的資料夾算起。</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目標</translation>
    </message>
    <message>
        <source>Name of the column to predict, or its number from 1 if there is no header; empty: the last column.</source>
        <translation>要預測的欄的名稱；沒有標題列時為欄號（從 1 起）；留空：最後一欄。</translation>
    </message>
    <message>
        <source>Target kind</source>
        <translation>目標類型</translation>
    </message>
    <message>
        <source>Classes, or values (numbers to predict); auto: text and up to 1000 different whole numbers are classes.</source>
        <translation>類別（classes）或數值（values，要預測的數）；auto：文字和至多 1000 個不同的整數視為類別。</translation>
    </message>
    <message>
        <source>Standardise target</source>
        <translation>標準化目標</translation>
    </message>
    <message>
        <source>Give numbers to predict mean 0 and standard deviation 1.</source>
        <translation>使要預測的數平均值為 0、標準差為 1。</translation>
    </message>
    <message>
        <source>Add the two marked numbers of a long sequence (Hochreiter &amp; Schmidhuber 1997): a number to predict.</source>
        <translation>把長序列中兩個有標記的數相加（Hochreiter &amp; Schmidhuber 1997）：預測一個數值。</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>長度</translation>
    </message>
    <message>
        <source>Time steps of a sample.</source>
        <translation>一個樣本的時間步數。</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>{path}: the number of columns is {value}; allowed: 2 to {limit}, separated by commas, semicolons or tabs.</source>
        <translation>{path}：有 {value} 欄；允許 2 到 {limit} 欄，以逗號、分號或定位字元分隔。</translation>
    </message>
    <message>
        <source>{path}: the number of rows of data is {value}; at least 2 are needed.</source>
        <translation>{path}：有 {value} 列資料；至少需要 2 列。</translation>
    </message>
    <message>
        <source>{path}: the number of cells in line {line} is {value}; expected {allowed}, as in the first line.</source>
        <translation>{path}：第 {line} 行有 {value} 個儲存格；應與第一行一樣為 {allowed} 個。</translation>
    </message>
    <message>
        <source>{path}: the number of different values of the target {column} is {value}; 2 to {limit} classes are allowed. Set data.target_kind to values to predict numbers, or choose another target.</source>
        <translation>{path}：目標 {column} 有 {value} 個不同的值；允許 2 到 {limit} 個類別。要預測數值，請把 data.target_kind 設為 values，或者選擇別的目標。</translation>
    </message>
    <message>
        <source>{path}: the length after the header is {value}, but the header promises {allowed}; the file is damaged or incomplete.</source>
        <translation>{path}：檔頭之後有 {value} 位元組，而檔頭宣告為 {allowed}；檔案已損壞或不完整。</translation>
    </message>
    <message>
        <source>{path}: number of images: {value}, of labels: {allowed}; the files do not belong together.</source>
        <translation>{path}：有 {value} 幅影像，卻有 {allowed} 個標籤；這兩個檔案不是一套。</translation>
    </message>
    <message>
        <source>{key}: the length {value} does not fit; expected {allowed}.</source>
        <translation>{key}：有 {value} 項；應為 {allowed} 項。</translation>
    </message>
    <message>
        <source>model.depth: {value} does not fit model.widths, whose length is {allowed}; give one of the two.</source>
        <translation>model.depth：{value} 與有 {allowed} 項的 model.widths 不符；請只給出其中之一。</translation>
    </message>
    <message>
        <source>model.activation: the length {value} does not fit; give one activation for all layers, or a list of {allowed}.</source>
        <translation>model.activation：{allowed} 層卻有 {value} 個激活函數；請給出一個通用的，或每層一個。</translation>
    </message>
    <message>
        <source>model.head: none needs a last layer of width {allowed} for the loss {loss}, but its width is {value}.</source>
        <translation>model.head：損失為 {loss} 時，none 要求最後一層的寬度為 {allowed}，但它是 {value}。</translation>
    </message>
    <message>
        <source>optimizer.schedule.warmup: {value} must be less than optimizer.schedule.steps, which is {allowed}.</source>
        <translation>optimizer.schedule.warmup：{value} 必須小於 optimizer.schedule.steps，即 {allowed}。</translation>
    </message>
    <message>
        <source>Ten symbols to be repeated after a long delay (Arjovsky et al. 2016), one-hot with a blank and a cue.</source>
        <translation>經過長時間延遲後複述十個符號（Arjovsky 等 2016），獨熱編碼，另有空白符和提示符。</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延遲</translation>
    </message>
    <message>
        <source>Time steps between the last symbol and the first answer.</source>
        <translation>最後一個符號與第一個答案之間的時間步數。</translation>
    </message>
    <message>
        <source>The handwritten digits as sequences: a few pixels at each time step, row by row.</source>
        <translation>把手寫數字當作序列：逐列讀取，每個時間步幾個像素。</translation>
    </message>
    <message>
        <source>Time steps per image: 8 to 64 share out its 64 pixels; 256 and 784 are the pixels of the image enlarged to 16×16 and 28×28.</source>
        <translation>每幅影像的時間步數：8 到 64 步均分它的 64 個像素；256 和 784 是把影像放大到 16×16 和 28×28 後的像素數。</translation>
    </message>
    <message>
        <source>A dense network: ``depth`` hidden layers and, unless ``head`` is none, a linear head.</source>
        <translation>全連接網路：``depth`` 個隱藏層；除非 ``head`` 為 none，還有一個線性輸出頭。</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Number of hidden layers.</source>
        <translation>隱藏層的層數。</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>寬度</translation>
    </message>
    <message>
        <source>Units in every hidden layer.</source>
        <translation>每個隱藏層的單元數。</translation>
    </message>
    <message>
        <source>units</source>
        <translation>個單元</translation>
    </message>
    <message>
        <source>Widths</source>
        <translation>各層寬度</translation>
    </message>
    <message>
        <source>Units of each hidden layer, if they differ.</source>
        <translation>各隱藏層的單元數（若不相同）。</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活函數</translation>
    </message>
    <message>
        <source>The function σ between the layers.</source>
        <translation>層與層之間的函數 σ。</translation>
    </message>
    <message>
        <source>Initialization</source>
        <translation>初始化</translation>
    </message>
    <message>
        <source>How the weights are drawn.</source>
        <translation>權重如何抽取。</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>How the biases are drawn.</source>
        <translation>偏置如何抽取。</translation>
    </message>
    <message>
        <source>Normalization</source>
        <translation>正規化</translation>
    </message>
    <message>
        <source>Normalization inside every layer.</source>
        <translation>每層內部的正規化。</translation>
    </message>
    <message>
        <source>Residual links</source>
        <translation>殘差連結</translation>
    </message>
    <message>
        <source>Skip links past the layers.</source>
        <translation>繞過各層的跳躍連結。</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>丟棄率</translation>
    </message>
    <message>
        <source>Share of the units silenced at random in every step.</source>
        <translation>每一步隨機歸零的單元所占比例。</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>輸出頭</translation>
    </message>
    <message>
        <source>linear: a last layer from the width to the classes; none: the last hidden layer is the output.</source>
        <translation>linear：從層寬到類別數的最後一層；none：最後一個隱藏層就是輸出。</translation>
    </message>
    <message>
        <source>The function σ of the layers.</source>
        <translation>各層的函數 σ。</translation>
    </message>
    <message>
        <source>Normalization after every convolution.</source>
        <translation>每個卷積之後的正規化。</translation>
    </message>
    <message>
        <source>Pooling</source>
        <translation>池化</translation>
    </message>
    <message>
        <source>How 2×2 pixels become one.</source>
        <translation>2×2 個像素如何合為一個。</translation>
    </message>
    <message>
        <source>Channels of the first convolution; the others keep AlexNet&apos;s proportions.</source>
        <translation>第一個卷積層的通道數；其餘各層保持 AlexNet 的比例。</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>個通道</translation>
    </message>
    <message>
        <source>Number of layers: 6n + 2 (20, 32, 56, 110), or 9n + 2 with bottleneck blocks.</source>
        <translation>層數：6n + 2（20、32、56、110），用瓶頸塊時為 9n + 2。</translation>
    </message>
    <message>
        <source>Channels of the first stage.</source>
        <translation>第一階段的通道數。</translation>
    </message>
    <message>
        <source>Image size</source>
        <translation>影像大小</translation>
    </message>
    <message>
        <source>Images are scaled to this many pixels a side.</source>
        <translation>影像被縮放到每邊這麼多像素。</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>LeNet-5 on 32×32 images: 6 and 16 maps of 5×5 convolutions, each with 2×2 pooling, then 120 and 84 units.</source>
        <translation>32×32 影像上的 LeNet-5：兩層 5×5 卷積，分別有 6 個和 16 個特徵圖，各帶 2×2 池化，然後是 120 和 84 個單元。</translation>
    </message>
    <message>
        <source>{path}: {key} is missing; an experiment file has &quot;{key}&quot;: {allowed}.</source>
        <translation>{path}：缺少 {key}；實驗檔案須寫明 &quot;{key}&quot;: {allowed}。</translation>
    </message>
    <message>
        <source>{key}: the experiment has no such field now, so it cannot be {value} in a variant.</source>
        <translation>{key}：目前的實驗沒有這個欄位，因此無法在變體中取 {value}。</translation>
    </message>
    <message>
        <source>{value} variants beside the run are too many; at most {limit} can be compared with it.</source>
        <translation>與主執行對比的變體有 {value} 個，太多了；最多 {limit} 個。</translation>
    </message>
    <message>
        <source>{variant}: this variant stands still, the others go on. {reason}</source>
        <translation>{variant}：這個變體停住了，其餘的繼續執行。{reason}</translation>
    </message>
    <message>
        <source>{variant}: this variant does not fit the experiment any more and is no longer compared. {reason}</source>
        <translation>{variant}：這個變體不再適合目前的實驗，已不再比較。{reason}</translation>
    </message>
    <message>
        <source>The variant {variant} is not there any more, so the run cannot go on with it.</source>
        <translation>變體 {variant} 已不存在，無法用它繼續執行。</translation>
    </message>
    <message>
        <source>The compared runs are computed again from the seed.</source>
        <translation>參與比較的執行將從種子重新計算。</translation>
    </message>
    <message>
        <source>A branch goes on with the same batches, so {key} cannot differ; start the variant from the seed instead.</source>
        <translation>分支沿用相同的批次，因此 {key} 不能不同；請改為從種子開始這個變體。</translation>
    </message>
    <message>
        <source>A branch takes over the weights, but with this setting they have other shapes ({value} instead of {allowed}); start the variant from the seed instead.</source>
        <translation>分支沿用目前的權重，但在此設定下權重的形狀不同（共 {value} 個參數，而不是 {allowed} 個）；請改為從種子開始這個變體。</translation>
    </message>
    <message>
        <source>{key}: the experiment has no such field, so it cannot be {value}.</source>
        <translation>{key}：實驗沒有這個欄位，因此不能設為 {value}。</translation>
    </message>
    <message>
        <source>{key}: no values to try; give at least one.</source>
        <translation>{key}：沒有可試的值；請至少給出一個。</translation>
    </message>
    <message>
        <source>{value} runs; 1 to {limit} are allowed.</source>
        <translation>{value} 次執行；允許 1 到 {limit} 次。</translation>
    </message>
    <message>
        <source>{key}: {value} is not a number; give numbers separated by commas, such as 2, 4, 8.</source>
        <translation>{key}：{value} 不是數字；請給出以逗號分隔的數字，例如 2, 4, 8。</translation>
    </message>
    <message>
        <source>--vary {value}: expected PATH=v1,v2,…, such as model.depth=5,10,20.</source>
        <translation>--vary {value}：應為 PATH=v1,v2,…，例如 model.depth=5,10,20。</translation>
    </message>
    <message>
        <source>seed: to run every combination with several seeds, give --seeds.</source>
        <translation>seed：要用多個種子執行每個組合，請使用 --seeds。</translation>
    </message>
    <message>
        <source>{key}: given twice; list all its values in one --vary.</source>
        <translation>{key}：給出了兩次；請在一個 --vary 中列出它的所有值。</translation>
    </message>
    <message>
        <source>A process of the sweep ended unexpectedly, perhaps for want of memory.</source>
        <translation>掃描的一個處理程序意外結束，可能是記憶體不足。</translation>
    </message>
    <message>
        <source>AlexNet&apos;s five convolutions and three dense layers, scaled to 32×32 images.</source>
        <translation>AlexNet 的五個卷積層和三個全連接層，縮放到 32×32 影像。</translation>
    </message>
    <message>
        <source>The residual network without its skip links: a 3×3 convolution, then three stages of 3×3 convolutions.</source>
        <translation>去掉跳躍連接的殘差網路：先是一個 3×3 卷積，然後是三個階段的 3×3 卷積。</translation>
    </message>
    <message>
        <source>Residual blocks of two 3×3 convolutions, or bottlenecks of three, in three stages (He et al. 2016).</source>
        <translation>三個階段的殘差區塊，每塊兩個 3×3 卷積，或由三個卷積組成的瓶頸區塊（He 等，2016）。</translation>
    </message>
    <message>
        <source>Skip links past the blocks.</source>
        <translation>繞過各塊的跳躍連結。</translation>
    </message>
    <message>
        <source>Bottleneck</source>
        <translation>瓶頸塊</translation>
    </message>
    <message>
        <source>Blocks of 1×1, 3×3 and 1×1 convolutions, four times as wide at their ends.</source>
        <translation>由 1×1、3×3、1×1 卷積組成的塊，兩端的寬度是中間的四倍。</translation>
    </message>
    <message>
        <source>h_t = φ(W_x x_t + W_h h_{t−1} + b) (Elman 1990).</source>
        <translation>h_t = φ(W_x x_t + W_h h_{t−1} + b)（Elman，1990）。</translation>
    </message>
    <message>
        <source>Hidden units</source>
        <translation>隱藏單元</translation>
    </message>
    <message>
        <source>Units of the state h.</source>
        <translation>狀態 h 的單元數。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>層數</translation>
    </message>
    <message>
        <source>Recurrent layers on top of each other.</source>
        <translation>疊在一起的循環層數。</translation>
    </message>
    <message>
        <source>Recurrent weights</source>
        <translation>循環權重</translation>
    </message>
    <message>
        <source>How the weights from one time step to the next are drawn.</source>
        <translation>從一個時間步到下一個時間步的權重如何抽取。</translation>
    </message>
    <message>
        <source>Layer normalization inside the cell.</source>
        <translation>單元內部的層正規化。</translation>
    </message>
    <message>
        <source>Long short-term memory with a forget gate (Hochreiter &amp; Schmidhuber 1997; Gers et al. 2000).</source>
        <translation>帶遺忘閘的長短期記憶網路（Hochreiter &amp; Schmidhuber，1997；Gers 等，2000）。</translation>
    </message>
    <message>
        <source>Forget bias</source>
        <translation>遺忘閘偏置</translation>
    </message>
    <message>
        <source>Added to the start value of the forget gate&apos;s bias; explicit biases stay as they are.</source>
        <translation>加到遺忘閘偏置的初始值上；明確給出的偏置保持不變。</translation>
    </message>
    <message>
        <source>Gated recurrent unit (Cho et al. 2014), in the form of cuDNN and PyTorch.</source>
        <translation>閘控循環單元（Cho 等，2014），採用 cuDNN 和 PyTorch 的形式。</translation>
    </message>
    <message>
        <source>Stochastic gradient descent.</source>
        <translation>隨機梯度下降。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>學習率</translation>
    </message>
    <message>
        <source>Step size of the update.</source>
        <translation>更新的步長。</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>動量</translation>
    </message>
    <message>
        <source>Share of the last update that is kept.</source>
        <translation>保留上一次更新的比例。</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Nesterov</translation>
    </message>
    <message>
        <source>Look ahead along the momentum.</source>
        <translation>沿動量方向預看一步。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>權重衰減</translation>
    </message>
    <message>
        <source>λ of the penalty λ‖W‖²/2, added to the gradient.</source>
        <translation>懲罰項 λ‖W‖²/2 的 λ，加到梯度上。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>學習率排程</translation>
    </message>
    <message>
        <source>How the learning rate changes from step to step.</source>
        <translation>學習率如何隨訓練步變化。</translation>
    </message>
    <message>
        <source>Adam: updates divided by the root of the running mean of squared gradients.</source>
        <translation>Adam：更新量除以梯度平方移動平均的平方根。</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation>Beta 1</translation>
    </message>
    <message>
        <source>Memory of the mean gradient.</source>
        <translation>梯度平均值的記憶係數。</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>Beta 2</translation>
    </message>
    <message>
        <source>Memory of the mean squared gradient.</source>
        <translation>梯度平方平均值的記憶係數。</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Epsilon</translation>
    </message>
    <message>
        <source>Added to the root of the mean squared gradient.</source>
        <translation>加到梯度平方平均值的平方根上。</translation>
    </message>
    <message>
        <source>Adam with decoupled weight decay: the weights shrink by lr·λ in every step, whatever the gradients are.</source>
        <translation>權重衰減解耦的 Adam：無論梯度如何，每一步權重都按 lr·λ 的比例縮小。</translation>
    </message>
    <message>
        <source>λ: in every step the weights shrink by the share lr·λ.</source>
        <translation>λ：每一步權重按 lr·λ 的比例縮小。</translation>
    </message>
    <message>
        <source>RMSprop: the gradient divided by the root of the running mean of its square.</source>
        <translation>RMSprop：梯度除以其平方之移動平均值的平方根。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>記憶係數</translation>
    </message>
    <message>
        <source>AdaGrad: the gradient divided by the root of the sum of all its squares so far.</source>
        <translation>AdaGrad：梯度除以迄今所有梯度平方之和的平方根。</translation>
    </message>
    <message>
        <source>Added to the root of the summed squared gradients.</source>
        <translation>加在梯度平方和的平方根上。</translation>
    </message>
    <message>
        <source>The loss is multiplied by a number before the backward pass, the gradient divided by it after; 1: no scaling.</source>
        <translation>反向傳播前損失乘以一個數，之後梯度再除以它；1：不縮放。</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>The number on the loss during the backward pass.</source>
        <translation>反向傳播期間損失所乘的數。</translation>
    </message>
    <message>
        <source>Starts at 65,536, halves where the gradient overflows (that step is left out), doubles after 2,000 good steps.</source>
        <translation>從 65,536 開始；梯度上溢時減半（略過該步），連續 2,000 步正常後加倍。</translation>
    </message>
    <message>
        <source>The gradient is used as it is.</source>
        <translation>梯度原樣使用。</translation>
    </message>
    <message>
        <source>Scale the whole gradient by min(1, max_norm / (‖g‖ + 1e-6)).</source>
        <translation>把整個梯度乘以 min(1, max_norm / (‖g‖ + 1e-6))。</translation>
    </message>
    <message>
        <source>Largest norm</source>
        <translation>最大範數</translation>
    </message>
    <message>
        <source>The gradient is scaled down to this norm.</source>
        <translation>梯度被縮小到這個範數。</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>範數</translation>
    </message>
    <message>
        <source>2: Euclidean length; inf: largest entry.</source>
        <translation>2：歐幾里得長度；inf：最大的元素。</translation>
    </message>
    <message>
        <source>Clamp every entry of the gradient to [−clip_value, clip_value].</source>
        <translation>把梯度的每個元素限制在 [−clip_value, clip_value] 內。</translation>
    </message>
    <message>
        <source>Largest entry</source>
        <translation>最大元素</translation>
    </message>
    <message>
        <source>Entries are clamped to ± this value.</source>
        <translation>元素被限制在 ± 該值之內。</translation>
    </message>
    <message>
        <source>An activation without options.</source>
        <translation>沒有選項的激活函數。</translation>
    </message>
    <message>
        <source>max(z, 0) + negative_slope·min(z, 0)</source>
        <translation>max(z, 0) + negative_slope·min(z, 0)</translation>
    </message>
    <message>
        <source>Negative slope</source>
        <translation>負側斜率</translation>
    </message>
    <message>
        <source>Slope for z &lt; 0.</source>
        <translation>z &lt; 0 時的斜率。</translation>
    </message>
    <message>
        <source>z for z &gt; 0, alpha·(exp(z) − 1) otherwise</source>
        <translation>z &gt; 0 時為 z，否則為 alpha·(exp(z) − 1)</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Minus the value for z → −∞.</source>
        <translation>z → −∞ 時的值取負號。</translation>
    </message>
    <message>
        <source>Initializers whose variance follows the fans; ``gain`` multiplies the standard deviation.</source>
        <translation>變異數隨扇入扇出而定的初始化；``gain`` 乘在標準差上。</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>Factor on the standard deviation of the weights.</source>
        <translation>乘在權重標準差上的係數。</translation>
    </message>
    <message>
        <source>Every weight the same.</source>
        <translation>所有權重都相同。</translation>
    </message>
    <message>
        <source>The value of every entry.</source>
        <translation>每個元素的值。</translation>
    </message>
    <message>
        <source>N(mean, std²), whatever the fans; ``truncated_normal`` cuts at two standard deviations.</source>
        <translation>N(mean, std²)，與扇入扇出無關；``truncated_normal`` 在兩個標準差處截斷。</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均值</translation>
    </message>
    <message>
        <source>Mean of the distribution.</source>
        <translation>分布的平均值。</translation>
    </message>
    <message>
        <source>Standard deviation of the distribution.</source>
        <translation>分布的標準差。</translation>
    </message>
    <message>
        <source>U(low, high), whatever the fans.</source>
        <translation>U(low, high)，與扇入扇出無關。</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>Lower end of the interval.</source>
        <translation>區間的下端。</translation>
    </message>
    <message>
        <source>High</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Upper end of the interval.</source>
        <translation>區間的上端。</translation>
    </message>
    <message>
        <source>Explicit weights: one number or matrix (n_out × n_in) per layer, the head&apos;s included.</source>
        <translation>明確給出的權重：每層一個數或矩陣 (n_out × n_in)，包括輸出頭。</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>數值</translation>
    </message>
    <message>
        <source>One number or matrix per layer, the head&apos;s included.</source>
        <translation>每層一個數或矩陣，包括輸出頭。</translation>
    </message>
    <message>
        <source>No bias at the start.</source>
        <translation>開始時沒有偏置。</translation>
    </message>
    <message>
        <source>Every bias the same.</source>
        <translation>所有偏置都相同。</translation>
    </message>
    <message>
        <source>N(0, std²)</source>
        <translation>N(0, std²)</translation>
    </message>
    <message>
        <source>U(low, high)</source>
        <translation>U(low, high)</translation>
    </message>
    <message>
        <source>Explicit biases: one number or vector (n_out) per layer, the head&apos;s included.</source>
        <translation>明確給出的偏置：每層一個數或向量 (n_out)，包括輸出頭。</translation>
    </message>
    <message>
        <source>One number or vector per layer, the head&apos;s included.</source>
        <translation>每層一個數或向量，包括輸出頭。</translation>
    </message>
    <message>
        <source>No normalization.</source>
        <translation>不做正規化。</translation>
    </message>
    <message>
        <source>Normalization over the batch (batch_norm) or over the units of each sample (layer_norm, rms_norm).</source>
        <translation>對批次（batch_norm）或對每個樣本的各單元（layer_norm、rms_norm）做正規化。</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Where the norm stands; after_residual is the transformer&apos;s post-norm.</source>
        <translation>正規化所在的位置；after_residual 即 Transformer 的 post-norm。</translation>
    </message>
    <message>
        <source>Added to the variance before the square root.</source>
        <translation>開平方之前加到變異數上。</translation>
    </message>
    <message>
        <source>Affine</source>
        <translation>仿射</translation>
    </message>
    <message>
        <source>Learn a scale γ and a shift β per unit.</source>
        <translation>為每個單元學習縮放 γ 與平移 β。</translation>
    </message>
    <message>
        <source>No skip links.</source>
        <translation>沒有跳躍連結。</translation>
    </message>
    <message>
        <source>Skip links over blocks of ``every`` layers; the branch F is multiplied by ``scale``.</source>
        <translation>每 ``every`` 層為一塊的跳躍連結；分支 F 乘以 ``scale``。</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>每塊層數</translation>
    </message>
    <message>
        <source>Layers per block.</source>
        <translation>每塊的層數。</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>縮放</translation>
    </message>
    <message>
        <source>Factor on the branch: a number, 1/sqrt(depth), or learned (starts at 0).</source>
        <translation>分支上的係數：一個數、1/sqrt(depth)，或可學習（從 0 開始）。</translation>
    </message>
    <message>
        <source>Normalization of each channel over the batch and the image (batch_norm), or of each sample (layer_norm, rms_norm).</source>
        <translation>對每個通道在整批和整幅影像上（batch_norm），或對每個樣本（layer_norm、rms_norm）做正規化。</translation>
    </message>
    <message>
        <source>Learn a scale γ and a shift β per channel.</source>
        <translation>每個通道學習一個縮放 γ 和一個平移 β。</translation>
    </message>
    <message>
        <source>Skip links past the blocks of a convolutional network; the branch F is multiplied by ``scale``.</source>
        <translation>繞過卷積網路各塊的跳躍連結；分支 F 乘以 ``scale``。</translation>
    </message>
    <message>
        <source>Layer normalization of each gate&apos;s pre-activation at every time step, before its bias (Ba et al. 2016).</source>
        <translation>在每個時間步對各閘的預激活值做層正規化，在加偏置之前（Ba 等，2016）。</translation>
    </message>
    <message>
        <source>Learn a scale γ per unit; the shift is the bias.</source>
        <translation>每個單元學習一個縮放 γ；平移就是偏置。</translation>
    </message>
    <message>
        <source>η_n = η: the same learning rate in every step.</source>
        <translation>η_n = η：每一步的學習率都相同。</translation>
    </message>
    <message>
        <source>η_n = η · factor^⌊n / every⌋: multiplied by a factor from time to time.</source>
        <translation>η_n = η · 係數^⌊n / 間隔⌋：每隔若干步乘以一個係數。</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>間隔</translation>
    </message>
    <message>
        <source>Steps from one change of the learning rate to the next.</source>
        <translation>學習率兩次變化之間的步數。</translation>
    </message>
    <message>
        <source>Decay factor</source>
        <translation>衰減係數</translation>
    </message>
    <message>
        <source>What the learning rate is multiplied by.</source>
        <translation>每次變化時學習率所乘的係數。</translation>
    </message>
    <message>
        <source>η_n = η · (final + (1 − final)·(1 + cos πt)/2), t = n / steps: half a cosine wave down (Loshchilov &amp; Hutter 2017).</source>
        <translation>η_n = η · (末值 + (1 − 末值)·(1 + cos πt)/2)，t = n / 步數：沿半個餘弦波下降（Loshchilov &amp; Hutter 2017）。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步數</translation>
    </message>
    <message>
        <source>Step at which the learning rate has reached its end; it stays there.</source>
        <translation>學習率降到末值的那一步；此後保持不變。</translation>
    </message>
    <message>
        <source>Final share</source>
        <translation>末值比例</translation>
    </message>
    <message>
        <source>Share of the learning rate that is left at the end.</source>
        <translation>最終剩下的學習率比例。</translation>
    </message>
    <message>
        <source>Warmup</source>
        <translation>預熱</translation>
    </message>
    <message>
        <source>Steps at the start in which the learning rate rises from 0; they are part of the steps above.</source>
        <translation>開頭學習率從 0 上升的步數；計入上面的步數。</translation>
    </message>
    <message>
        <source>η_n = η · min(1, (n + 1) / steps): a straight ramp, then constant (Goyal et al. 2017).</source>
        <translation>η_n = η · min(1, (n + 1) / 步數)：先線性上升，然後保持不變（Goyal 等，2017）。</translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0.</source>
        <translation>學習率從 0 上升的步數。</translation>
    </message>
</context>
<context>
    <name>ExperimentForm</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Single layers</source>
        <translation>單層設定</translation>
    </message>
    <message>
        <source>No skip link at layers {layers}: the two ends differ in width, or the block is not complete.</source>
        <translation>第 {layers} 層沒有跳躍連結：兩端寬度不同，或該塊不完整。</translation>
    </message>
    <message>
        <source>No skip link at layer {layers}: the two ends differ in width, or the block is not complete.</source>
        <translation>第 {layers} 層沒有跳躍連結：兩端寬度不同，或該塊不完整。</translation>
    </message>
    <message>
        <source>This network cannot read the data there were; they are now: {data}.</source>
        <translation>這種網路無法讀取原來的資料；現在的資料是：{data}。</translation>
    </message>
    <message>
        <source>The loss that fits these targets is now: {loss}.</source>
        <translation>與這些目標相配的損失現在是：{loss}。</translation>
    </message>
</context>
<context>
    <name>ExperimentPanel</name>
    <message>
        <source>Examples</source>
        <translation>範例</translation>
    </message>
    <message>
        <source>Ready experiments, each showing one thing</source>
        <translation>現成的實驗，每個說明一件事</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>實驗</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>cm</source>
        <translation>公分</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>淺色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Projector</source>
        <translation>投影</translation>
    </message>
    <message>
        <source>As on screen</source>
        <translation>與螢幕相同</translation>
    </message>
    <message>
        <source>Transparent background</source>
        <translation>透明背景</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>儲存圖片</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>儲存…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Exporter</name>
    <message>
        <source>Whole window…</source>
        <translation>整個視窗…</translation>
    </message>
    <message>
        <source>Save picture or data</source>
        <translation>儲存圖片或資料</translation>
    </message>
</context>
<context>
    <name>FactorsView</name>
    <message>
        <source>Factor σ′(z)·w per layer</source>
        <translation>各層的因子 σ′(z)·w</translation>
    </message>
    <message>
        <source>Factor per time step</source>
        <translation>各時間步的因子</translation>
    </message>
    <message>
        <source>‖∂hₜ/∂hₜ₋₁‖ and ‖diag fₜ‖ rms · 1 = the gradient passes unchanged</source>
        <translation>‖∂hₜ/∂hₜ₋₁‖ 與 ‖diag fₜ‖ 均方根 · 1 = 梯度原樣通過</translation>
    </message>
    <message>
        <source>‖∂hₜ/∂hₜ₋₁‖ rms · 1 = the gradient passes unchanged</source>
        <translation>‖∂hₜ/∂hₜ₋₁‖ 均方根 · 1 = 梯度原樣通過</translation>
    </message>
    <message>
        <source>‖∂aₗ/∂aₗ₋₁‖ rms · 1 = the gradient passes unchanged</source>
        <translation>‖∂aₗ/∂aₗ₋₁‖ 均方根 · 1 = 梯度原樣通過</translation>
    </message>
    <message>
        <source>whole residual block</source>
        <translation>整個殘差塊</translation>
    </message>
    <message>
        <source>mean-field theory</source>
        <translation>平均場理論</translation>
    </message>
    <message>
        <source>Each bar is the average gain of one time step for the gradient on its way back through time, over the state h and along the cell state c: factor = √(mean(‖∂hₜ/∂hₜ₋₁‖² + ‖diag fₜ‖²) / n), with the forget gate f. Below the line 1 the step shrinks the gradient, above it the step enlarges it. What reaches the first step is the product of all bars: a hundred bars of 0.9 leave 0.00003. A dashed line stands where the next layer begins. Pale bars are from the training step before.</source>
        <translation>每根柱是一個時間步對沿時間返回的梯度的平均增益，包括經由狀態 h 和沿細胞狀態 c 的兩條路：因子 = √((‖∂hₜ/∂hₜ₋₁‖² + ‖diag fₜ‖²) 的平均 / n)，f 為遺忘閘。低於 1 的線時該步縮小梯度，高於它時放大梯度。到達第一個時間步的是所有柱的乘積：一百根 0.9 的柱只剩 0.00003。虛線處是下一層的開始。淺色柱來自上一個訓練步。</translation>
    </message>
    <message>
        <source>Each bar is the average gain of one time step for the gradient on its way back through time: factor = √(mean ‖∂hₜ/∂hₜ₋₁‖² / n). Below the line 1 the step shrinks the gradient, above it the step enlarges it. What reaches the first step is the product of all bars: a hundred bars of 0.9 leave 0.00003. A dashed line stands where the next layer begins. Pale bars are from the training step before.</source>
        <translation>每根柱是一個時間步對沿時間返回的梯度的平均增益：因子 = √(‖∂hₜ/∂hₜ₋₁‖² 的平均 / n)。低於 1 的線時該步縮小梯度，高於它時放大梯度。到達第一個時間步的是所有柱的乘積：一百根 0.9 的柱只剩 0.00003。虛線處是下一層的開始。淺色柱來自上一個訓練步。</translation>
    </message>
    <message>
        <source>Each bar is the average gain of one layer for the gradient on its way back: factor = √(mean ‖∂aₗ/∂aₗ₋₁‖² / n), for one unit exactly |σ′(z)·w|. Below the line 1 the layer shrinks the gradient, above it the layer enlarges it. What reaches layer 1 is the product of all bars: ten bars of 0.25 leave one millionth. Pale bars are from the step before. Marks joined by lines are compared runs; those of another depth are drawn by relative depth.</source>
        <translation>每根長條是一層對返回途中的梯度的平均增益：因子 = √(‖∂aₗ/∂aₗ₋₁‖² 的平均 / n)，只有一個單元時恰為 |σ′(z)·w|。低於 1 的線時該層縮小梯度，高於它時放大梯度。到達第 1 層的是所有長條的乘積：十根 0.25 的長條只剩百萬分之一。淺色長條來自上一步。用線連接的標記是參與比較的執行；深度不同的按相對深度繪製。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>還沒有數值：走一步，或按播放。</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Allowed: {range}.</source>
        <translation>允許：{range}。</translation>
    </message>
    <message>
        <source>Takes effect at the next step; the weights are kept.</source>
        <translation>下一步生效；權重保留。</translation>
    </message>
    <message>
        <source>Rebuilds the network from the same seed.</source>
        <translation>用同一種子重建網路。</translation>
    </message>
</context>
<context>
    <name>Gesture</name>
    <message>
        <source>Hover</source>
        <translation>停留</translation>
    </message>
    <message>
        <source>The numbers of what is under the mouse</source>
        <translation>滑鼠所指之處的數值</translation>
    </message>
    <message>
        <source>Click on a column or row</source>
        <translation>在一欄或一列上按一下</translation>
    </message>
    <message>
        <source>Choose that layer or time step</source>
        <translation>選擇那一層或那個時間步</translation>
    </message>
    <message>
        <source>Double click on a column or row</source>
        <translation>在一欄或一列上按兩下</translation>
    </message>
    <message>
        <source>Open that layer or time step in the Layer perspective</source>
        <translation>在「層」視角中開啟那一層或那個時間步</translation>
    </message>
    <message>
        <source>Click on a curve over steps</source>
        <translation>在隨步數變化的曲線上按一下</translation>
    </message>
    <message>
        <source>Go to that step</source>
        <translation>前往該步</translation>
    </message>
    <message>
        <source>Wheel, +, −</source>
        <translation>滾輪、+、−</translation>
    </message>
    <message>
        <source>Show more or less of it</source>
        <translation>顯示更多或更少</translation>
    </message>
    <message>
        <source>Wheel over the numbers of an axis</source>
        <translation>在座標軸數字上滾動</translation>
    </message>
    <message>
        <source>Stretch or shrink the vertical axis</source>
        <translation>拉長或壓縮縱軸</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖曳</translation>
    </message>
    <message>
        <source>Move what is shown</source>
        <translation>移動所顯示的部分</translation>
    </message>
    <message>
        <source>A, double click beside all that</source>
        <translation>A，或在其他地方按兩下</translation>
    </message>
    <message>
        <source>Show all again</source>
        <translation>重新顯示全部</translation>
    </message>
    <message>
        <source>Double click on a title</source>
        <translation>在標題上按兩下</translation>
    </message>
    <message>
        <source>Enlarge the picture, or back again</source>
        <translation>放大圖片，或還原</translation>
    </message>
    <message>
        <source>Right click</source>
        <translation>按右鍵</translation>
    </message>
    <message>
        <source>Save, copy, explain, undock or close the picture</source>
        <translation>儲存、複製、解釋、移出或關閉圖片</translation>
    </message>
</context>
<context>
    <name>GradientNormView</name>
    <message>
        <source>Gradient norm</source>
        <translation>梯度範數</translation>
    </message>
    <message>
        <source>before</source>
        <translation>裁剪前</translation>
    </message>
    <message>
        <source>after clipping</source>
        <translation>裁剪後</translation>
    </message>
    <message>
        <source>threshold {number}</source>
        <translation>閾值 {number}</translation>
    </message>
    <message>
        <source>The norm of the gradient over all parameters at every step: orange before clipping, blue after it. Where both are the same, nothing was clipped. The dashed line is the threshold of clipping by norm. Zeros, NaN and ∞ have marks at the edges. A click goes to a step.</source>
        <translation>每一步全部參數的梯度範數：橙色為裁剪前，藍色為裁剪後。兩者相同處沒有裁剪。虛線是按範數裁剪的閾值。零、NaN 與 ∞ 在邊緣有標記。點擊可前往該步。</translation>
    </message>
</context>
<context>
    <name>GradientView</name>
    <message>
        <source>What is left of the gradient</source>
        <translation>梯度還剩多少</translation>
    </message>
    <message>
        <source>measured ‖∂L/∂aₗ‖</source>
        <translation>實測 ‖∂L/∂aₗ‖</translation>
    </message>
    <message>
        <source>measured ‖∂L/∂hₜ‖</source>
        <translation>實測 ‖∂L/∂hₜ‖</translation>
    </message>
    <message>
        <source>product of the factors</source>
        <translation>因子的乘積</translation>
    </message>
    <message>
        <source>Orange: the measured norm ‖∂L/∂hₜ‖ of the gradient that arrives at each time step. Blue: what the product of the factors of all later steps predicts, times the gradient of the head. The axis is logarithmic: a straight slope means that every step takes the same share. Hollow dots are from the training step before. 0 and NaN have marks of their own, at the edges.</source>
        <translation>橙色：到達每個時間步的梯度的實測範數 ‖∂L/∂hₜ‖。藍色：由其後各步因子之積乘以輸出頭的梯度所作的預測。縱軸為對數：斜率不變表示每一步取走同樣的份額。空心點來自上一個訓練步。0 和 NaN 在邊緣處有各自的標記。</translation>
    </message>
    <message>
        <source>Orange: the measured norm ‖∂L/∂aₗ‖ of the gradient that arrives at each layer. Blue: what the chain rule predicts, the product of the factors of all layers behind it times the gradient of the last layer. The axis is logarithmic: a straight slope means that every layer takes the same share. Hollow dots are from the step before. 0 and NaN have marks of their own, at the edges. Squares, triangles and diamonds are compared runs; those of another depth are drawn by relative depth.</source>
        <translation>橙色：到達每一層的梯度的實測範數 ‖∂L/∂aₗ‖。藍色：連鎖律的預測，即其後各層因子之積乘以最後一層的梯度。縱軸為對數：斜率不變表示每一層取走同樣的份額。空心點來自上一步。0 和 NaN 在邊緣處有各自的標記。方塊、三角和菱形是參與比較的執行；深度不同的按相對深度繪製。</translation>
    </message>
    <message>
        <source>No gradient yet: take a step, or play.</source>
        <translation>還沒有梯度：走一步，或按播放。</translation>
    </message>
</context>
<context>
    <name>HeatmapView</name>
    <message>
        <source>Gradient over time</source>
        <translation>梯度隨時間的變化</translation>
    </message>
    <message>
        <source>log₁₀ ‖∂L/∂hₜ‖, time step × training step</source>
        <translation>log₁₀ ‖∂L/∂hₜ‖，時間步 × 訓練步</translation>
    </message>
    <message>
        <source>log₁₀ ‖∂L/∂aₗ‖, layer × step</source>
        <translation>log₁₀ ‖∂L/∂aₗ‖，層 × 步</translation>
    </message>
    <message>
        <source>{drawn} · one step in {count} is drawn</source>
        <translation>{drawn} · 每 {count} 步畫一步</translation>
    </message>
    <message>
        <source>exactly 0</source>
        <translation>恰為 0</translation>
    </message>
    <message>
        <source>NaN or ∞</source>
        <translation>NaN 或 ∞</translation>
    </message>
    <message>
        <source>Each column is a training step, each row a time step, t = 1 at the top, layer by layer. The colour is log₁₀ ‖∂L/∂hₜ‖, the size of the gradient that arrives at the time step: a dark top means that the network learns nothing from the beginning of the sequence. The colour scale only ever grows within a run. Exact zeros are grey-blue, NaN and ∞ are cyan: they are not on the scale. Drag and wheel move along the steps.</source>
        <translation>每欄是一個訓練步，每列是一個時間步，t = 1 在最上面，逐層排列。顏色是 log₁₀ ‖∂L/∂hₜ‖，也就是到達該時間步的梯度的大小：上方發暗表示網路從序列開頭什麼也學不到。一次執行中色階只會擴大。恰為零的是灰藍色，NaN 與 ∞ 是青色：它們不在色階上。拖曳與滾輪可沿步數移動。</translation>
    </message>
    <message>
        <source>Each column is a training step, each row a layer, layer 1 at the top. The colour is log₁₀ ‖∂L/∂aₗ‖, the size of the gradient that arrives at the layer: a dark top means that the first layers learn nothing. The colour scale only ever grows within a run. Exact zeros are grey-blue, NaN and ∞ are cyan: they are not on the scale. Drag and wheel move along the steps.</source>
        <translation>每欄是一個訓練步，每列是一層，第 1 層在最上面。顏色是 log₁₀ ‖∂L/∂aₗ‖，也就是到達該層的梯度的大小：上方發暗表示前幾層什麼也學不到。一次執行中色階只會擴大。恰為零的是灰藍色，NaN 與 ∞ 是青色：它們不在色階上。拖曳與滾輪可沿步數移動。</translation>
    </message>
    <message>
        <source>Compared runs lie below the main one, each with its mark, on the same steps and the same colours. A double click opens a row in the Layer perspective, A shows all steps.</source>
        <translation>比較的執行排在主執行下方，各有標記，步數軸和顏色相同。在一列上按兩下可在「層」視角中開啟，按 A 顯示所有步。</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>No step is complete yet.</source>
        <translation>還沒有完成任何一步。</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>未查看</translation>
    </message>
    <message>
        <source>does not exist</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>step {step} · {place} · {value}</source>
        <translation>第 {step} 步 · {place} · {value}</translation>
    </message>
</context>
<context>
    <name>Kind</name>
    <message>
        <source>Digits (1,797)</source>
        <translation>手寫數字 (1797)</translation>
    </message>
    <message>
        <source>Two moons</source>
        <translation>雙月牙</translation>
    </message>
    <message>
        <source>Circles</source>
        <translation>圓環</translation>
    </message>
    <message>
        <source>Spirals</source>
        <translation>螺旋</translation>
    </message>
    <message>
        <source>Gaussian noise</source>
        <translation>高斯雜訊</translation>
    </message>
    <message>
        <source>Constant input</source>
        <translation>常數輸入</translation>
    </message>
    <message>
        <source>XOR</source>
        <translation>互斥或（XOR）</translation>
    </message>
    <message>
        <source>Blobs</source>
        <translation>點雲</translation>
    </message>
    <message>
        <source>Iris (150)</source>
        <translation>鳶尾花（150）</translation>
    </message>
    <message>
        <source>Wine (178)</source>
        <translation>葡萄酒（178）</translation>
    </message>
    <message>
        <source>Breast cancer (569)</source>
        <translation>乳癌（569）</translation>
    </message>
    <message>
        <source>MNIST files…</source>
        <translation>MNIST 檔案…</translation>
    </message>
    <message>
        <source>CSV file…</source>
        <translation>CSV 檔案…</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>類別</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>數值</translation>
    </message>
    <message>
        <source>Adding problem</source>
        <translation>加法問題</translation>
    </message>
    <message>
        <source>Copy memory</source>
        <translation>複製記憶</translation>
    </message>
    <message>
        <source>Digits in sequence</source>
        <translation>數字序列</translation>
    </message>
    <message>
        <source>Identity (linear)</source>
        <translation>恆等（線性）</translation>
    </message>
    <message>
        <source>Sigmoid</source>
        <translation>Sigmoid</translation>
    </message>
    <message>
        <source>Tanh</source>
        <translation>Tanh</translation>
    </message>
    <message>
        <source>Hard tanh</source>
        <translation>硬 tanh</translation>
    </message>
    <message>
        <source>Softsign</source>
        <translation>Softsign</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>Leaky ReLU</source>
        <translation>Leaky ReLU</translation>
    </message>
    <message>
        <source>ELU</source>
        <translation>ELU</translation>
    </message>
    <message>
        <source>SELU</source>
        <translation>SELU</translation>
    </message>
    <message>
        <source>GELU</source>
        <translation>GELU</translation>
    </message>
    <message>
        <source>SiLU (Swish)</source>
        <translation>SiLU (Swish)</translation>
    </message>
    <message>
        <source>Mish</source>
        <translation>Mish</translation>
    </message>
    <message>
        <source>Softplus</source>
        <translation>Softplus</translation>
    </message>
    <message>
        <source>Exponential</source>
        <translation>指數</translation>
    </message>
    <message>
        <source>Softmax</source>
        <translation>Softmax</translation>
    </message>
    <message>
        <source>Xavier (normal)</source>
        <translation>Xavier（常態）</translation>
    </message>
    <message>
        <source>Xavier (uniform)</source>
        <translation>Xavier（均勻）</translation>
    </message>
    <message>
        <source>He (normal)</source>
        <translation>He（常態）</translation>
    </message>
    <message>
        <source>He (uniform)</source>
        <translation>He（均勻）</translation>
    </message>
    <message>
        <source>LeCun (normal)</source>
        <translation>LeCun（常態）</translation>
    </message>
    <message>
        <source>LeCun (uniform)</source>
        <translation>LeCun（均勻）</translation>
    </message>
    <message>
        <source>Orthogonal</source>
        <translation>正交</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>單位矩陣</translation>
    </message>
    <message>
        <source>LSUV (unit variance)</source>
        <translation>LSUV（單位變異數）</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>常數</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>常態</translation>
    </message>
    <message>
        <source>Truncated normal</source>
        <translation>截斷常態</translation>
    </message>
    <message>
        <source>Uniform</source>
        <translation>均勻</translation>
    </message>
    <message>
        <source>Given values</source>
        <translation>給定數值</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>全零</translation>
    </message>
    <message>
        <source>None</source>
        <translation>無</translation>
    </message>
    <message>
        <source>Batch norm</source>
        <translation>批次正規化</translation>
    </message>
    <message>
        <source>Layer norm</source>
        <translation>層正規化</translation>
    </message>
    <message>
        <source>RMS norm</source>
        <translation>RMS 正規化</translation>
    </message>
    <message>
        <source>Before the activation</source>
        <translation>激活之前</translation>
    </message>
    <message>
        <source>After the activation</source>
        <translation>激活之後</translation>
    </message>
    <message>
        <source>After the residual sum</source>
        <translation>殘差相加之後</translation>
    </message>
    <message>
        <source>σ(x + F(x))</source>
        <translation>σ(x + F(x))</translation>
    </message>
    <message>
        <source>x + F(σ(x)), pre-activation</source>
        <translation>x + F(σ(x))，預激活</translation>
    </message>
    <message>
        <source>x + F(x)</source>
        <translation>x + F(x)</translation>
    </message>
    <message>
        <source>1/√depth</source>
        <translation>1/√depth</translation>
    </message>
    <message>
        <source>Learned, from 0</source>
        <translation>可學習，從 0 開始</translation>
    </message>
    <message>
        <source>By norm</source>
        <translation>按範數</translation>
    </message>
    <message>
        <source>By value</source>
        <translation>按值</translation>
    </message>
    <message>
        <source>Euclidean (2)</source>
        <translation>歐幾里得 (2)</translation>
    </message>
    <message>
        <source>Largest entry (∞)</source>
        <translation>最大元素 (∞)</translation>
    </message>
    <message>
        <source>SGD</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>Adam</source>
        <translation>Adam</translation>
    </message>
    <message>
        <source>AdamW</source>
        <translation>AdamW</translation>
    </message>
    <message>
        <source>RMSprop</source>
        <translation>RMSprop</translation>
    </message>
    <message>
        <source>AdaGrad</source>
        <translation>AdaGrad</translation>
    </message>
    <message>
        <source>Step decay</source>
        <translation>階梯衰減</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>餘弦</translation>
    </message>
    <message>
        <source>Warmup</source>
        <translation>預熱</translation>
    </message>
    <message>
        <source>Cross-entropy</source>
        <translation>交叉熵</translation>
    </message>
    <message>
        <source>Mean squared error</source>
        <translation>均方誤差</translation>
    </message>
    <message>
        <source>Binary cross-entropy</source>
        <translation>二元交叉熵</translation>
    </message>
    <message>
        <source>Mean output</source>
        <translation>輸出平均</translation>
    </message>
    <message>
        <source>Random readout</source>
        <translation>隨機讀出</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>線性</translation>
    </message>
    <message>
        <source>float32</source>
        <translation>float32</translation>
    </message>
    <message>
        <source>float64</source>
        <translation>float64</translation>
    </message>
    <message>
        <source>bfloat16</source>
        <translation>bfloat16</translation>
    </message>
    <message>
        <source>float16</source>
        <translation>float16</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Dynamic</source>
        <translation>動態</translation>
    </message>
    <message>
        <source>LeNet-5</source>
        <translation>LeNet-5</translation>
    </message>
    <message>
        <source>AlexNet</source>
        <translation>AlexNet</translation>
    </message>
    <message>
        <source>Plain CNN</source>
        <translation>普通卷積網路（CNN）</translation>
    </message>
    <message>
        <source>ResNet</source>
        <translation>殘差網路（ResNet）</translation>
    </message>
    <message>
        <source>RNN</source>
        <translation>RNN</translation>
    </message>
    <message>
        <source>LSTM</source>
        <translation>LSTM</translation>
    </message>
    <message>
        <source>GRU</source>
        <translation>GRU</translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation>卷積</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自動</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA GPU</source>
        <translation>CUDA GPU</translation>
    </message>
    <message>
        <source>Apple GPU (MPS)</source>
        <translation>Apple GPU（MPS）</translation>
    </message>
    <message>
        <source>Dense network</source>
        <translation>全連接網路</translation>
    </message>
</context>
<context>
    <name>LayerActivations</name>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Choose another activation for a single layer.</source>
        <translation>為單獨一層選擇另一種激活函數。</translation>
    </message>
</context>
<context>
    <name>LayerPanel</name>
    <message>
        <source>open ▸</source>
        <translation>開啟 ▸</translation>
    </message>
    <message>
        <source>Everything about what is chosen here: the Layer perspective (Ctrl+2), or a double click on a column</source>
        <translation>關於此處所選的一切：「層」視角（Ctrl+2），或在一欄上按兩下</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>{fan_in} → 1 unit · {activation}</source>
        <translation>{fan_in} → 1 個單元 · {activation}</translation>
    </message>
    <message>
        <source>{kind} {fan_out} × {fan_in} · {activation}</source>
        <translation>{kind} {fan_out} × {fan_in} · {activation}</translation>
    </message>
    <message>
        <source>{fan_in} → {fan_out} units · {activation}</source>
        <translation>{fan_in} → {fan_out} 個單元 · {activation}</translation>
    </message>
</context>
<context>
    <name>LearningRateView</name>
    <message>
        <source>Learning rate</source>
        <translation>學習率</translation>
    </message>
    <message>
        <source>The learning rate that the update of every step used, as the schedule has it. The line shows where the run stands; a click goes to a step.</source>
        <translation>每一步更新所用的學習率，由調度給出。豎線表示執行所在的位置；點擊可前往該步。</translation>
    </message>
</context>
<context>
    <name>LinkModes</name>
    <message>
        <source>lines: W</source>
        <translation>連線：W</translation>
    </message>
    <message>
        <source>lines: ∂L/∂W</source>
        <translation>連線：∂L/∂W</translation>
    </message>
    <message>
        <source>lines: ΔW</source>
        <translation>連線：ΔW</translation>
    </message>
    <message>
        <source>tiles</source>
        <translation>方塊</translation>
    </message>
    <message>
        <source>What the lines between the units show: weights, their gradients, the last update; or tiles instead</source>
        <translation>單元之間的連線表示什麼：權重、其梯度、上一次更新；或改用方塊</translation>
    </message>
</context>
<context>
    <name>LossView</name>
    <message>
        <source>Loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>{count} steps per point</source>
        <translation>每點 {count} 步</translation>
    </message>
    <message>
        <source>clipped</source>
        <translation>已裁剪</translation>
    </message>
    <message>
        <source>The mean loss over the batch at every step, before the update. In a long run a point stands for several steps and the band reaches from their lowest to their highest loss, so no spike is lost. Magenta: the loss was NaN or infinite. Orange ticks at the bottom: steps whose gradient was clipped. The axis becomes logarithmic when the loss spans a factor of more than 300. Lines with marks are the compared runs, on the same batches. A click goes to a step.</source>
        <translation>每一步更新之前、批次內的平均損失。長時間執行時一個點代表若干步，色帶從其中的最低損失到最高損失，因此不會漏掉任何尖峰。洋紅：損失為 NaN 或無窮。底部橙色刻度：梯度被裁剪的步。損失跨越 300 倍以上時，座標軸變為對數。帶標記的線是用相同批次的比較執行。按一下可前往該步。</translation>
    </message>
    <message>
        <source>step {step} · loss {number}</source>
        <translation>第 {step} 步 · 損失 {number}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Experiment</source>
        <translation>實驗</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>檔案(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>編輯(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>執行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>檢視(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Perspective</source>
        <translation>視角(&amp;P)</translation>
    </message>
    <message>
        <source>P&amp;ictures</source>
        <translation>圖片(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>佈景主題(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>語言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>說明(&amp;H)</translation>
    </message>
    <message>
        <source>E&amp;xamples</source>
        <translation>範例(&amp;X)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近開啟的檔案(&amp;R)</translation>
    </message>
    <message>
        <source>Dense networks</source>
        <translation>全連接網路</translation>
    </message>
    <message>
        <source>Convolutional networks</source>
        <translation>卷積網路</translation>
    </message>
    <message>
        <source>Recurrent networks</source>
        <translation>循環網路</translation>
    </message>
</context>
<context>
    <name>MessageStrip</name>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
</context>
<context>
    <name>MultiplesView</name>
    <message>
        <source>Gradient over time, run by run</source>
        <translation>各個執行的梯度隨時間的變化</translation>
    </message>
    <message>
        <source>log₁₀ ‖∂L/∂hₜ‖, time step × training step</source>
        <translation>log₁₀ ‖∂L/∂hₜ‖，時間步 × 訓練步</translation>
    </message>
    <message>
        <source>log₁₀ ‖∂L/∂aₗ‖, layer × step</source>
        <translation>log₁₀ ‖∂L/∂aₗ‖，層 × 步</translation>
    </message>
    <message>
        <source>exactly 0</source>
        <translation>恰為 0</translation>
    </message>
    <message>
        <source>NaN or ∞</source>
        <translation>NaN 或 ∞</translation>
    </message>
    <message>
        <source>One picture per run, all on the same colour scale and the same steps: each column is a training step, each row a layer (or time step), the first on top. A dark top means that the gradient does not reach the first layers. Nets of another depth fill the same height. Exact zeros are grey-blue, NaN and ∞ are cyan: they are not on the scale.</source>
        <translation>每個執行一張圖，共用同一色標和同一步數範圍：每行是一個訓練步，每列是一層（或一個時間步），第一層在最上面。頂部偏暗表示梯度到不了最前面的層。深度不同的網路佔用同樣的高度。恰好為 0 顯示為灰藍色，NaN 和 ∞ 顯示為青色：它們不在色標上。</translation>
    </message>
    <message>
        <source>Main run</source>
        <translation>主執行</translation>
    </message>
    <message>
        <source>No step is complete yet.</source>
        <translation>還沒有完成任何一步。</translation>
    </message>
    <message>
        <source>Every variant gets its picture here: press a button above, then play.</source>
        <translation>每個變體都會在這裡得到一張圖：按上方的一個按鈕，然後播放。</translation>
    </message>
    <message>
        <source>step {step} · site {site} · {value}</source>
        <translation>第 {step} 步 · 位置 {site} · {value}</translation>
    </message>
</context>
<context>
    <name>NetworkView</name>
    <message>
        <source>Network</source>
        <translation>網路</translation>
    </message>
    <message>
        <source>forward: mean |a|</source>
        <translation>前向：|a| 的平均值</translation>
    </message>
    <message>
        <source>backward: log₁₀ |∂L/∂z|</source>
        <translation>反向：log₁₀ |∂L/∂z|</translation>
    </message>
    <message>
        <source>skip</source>
        <translation>跳躍連接</translation>
    </message>
    <message>
        <source>branch</source>
        <translation>支路</translation>
    </message>
    <message>
        <source>right class</source>
        <translation>正確類別</translation>
    </message>
    <message>
        <source>Lines are the single weights, their gradients or the last update: as thick as the number is large, coloured by its sign.</source>
        <translation>連線是單個權重、其梯度或上一次更新：數值越大線越粗，顏色表示正負。</translation>
    </message>
    <message>
        <source>input</source>
        <translation>輸入</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>One column per time step, layer by layer, one tile per unit.</source>
        <translation>每個時間步一欄，逐層排列，每個單元一格。</translation>
    </message>
    <message>
        <source>One column per layer, one tile per unit or channel.</source>
        <translation>每層一欄，每個單元或通道一格。</translation>
    </message>
    <message>
        <source>On the way forward (blue) a tile shows the size of the unit&apos;s activation, on the way back (orange) log₁₀ |∂L/∂z|, both as means over up to 32 samples of the batch: pale tiles towards the input mean that the gradient is dying out. Grey tiles get a gradient of exactly zero, magenta tiles hold NaN or infinity. The dot is the pass in progress.</source>
        <translation>前向（藍）時格子顯示該單元激活值的大小，反向（橙）時顯示 log₁₀ |∂L/∂z|，均為對批次中至多 32 個樣本取絕對值的平均：越靠近輸入越淡，表示梯度正在消失。灰色格的梯度恰為零，洋紅格為 NaN 或無窮。圓點是正在進行的傳播。</translation>
    </message>
    <message>
        <source>Where not all columns are shown, the strip below shows all of them; its frame can be dragged.</source>
        <translation>未顯示全部欄時，下方的條帶顯示所有欄，其方框可以拖曳。</translation>
    </message>
    <message>
        <source>Bars at the right end: the outputs for the first sample of the batch, as probabilities where the loss is cross-entropy; green is that of the right class.</source>
        <translation>右端的橫條：批次中第一個樣本的輸出，損失為交叉熵時顯示為機率；綠色是正確類別的輸出。</translation>
    </message>
    <message>
        <source>While runs are compared, each has a strip below: a cell per layer, the mean of its units, on the same scale; at its right end its loss.</source>
        <translation>比較執行時，每次執行在下方有一條：每層一格，是其各單元的平均值，用相同的色標；右端是它的損失。</translation>
    </message>
    <message>
        <source>At the input of a residual block ∂L/∂x is the sum of what came over the skip (the +1, or its projection) and of what came through the branch. Arcs are as thick as ‖skip‖ / ‖∂L/∂x‖, the lines under them as ‖branch‖ / ‖∂L/∂x‖ (over narrow blocks: wide and narrow bars as high as these); the two add up as vectors, not as numbers.</source>
        <translation>在殘差區塊的輸入處，∂L/∂x 是經跳躍連接（「+1」或其投影）而來與經支路而來的梯度之和。弧線的粗細表示 ‖跳躍連接‖ / ‖∂L/∂x‖，其下直線的粗細表示 ‖支路‖ / ‖∂L/∂x‖（區塊很窄時為寬條與窄條的高度）；兩者按向量相加，而不是按數值相加。</translation>
    </message>
    <message>
        <source>input side</source>
        <translation>輸入側</translation>
    </message>
    <message>
        <source>both ways ▶◀</source>
        <translation>雙向 ▶◀</translation>
    </message>
    <message>
        <source>▶ both ways ◀   {rate} steps/s</source>
        <translation>▶ 雙向 ◀   {rate} 步/秒</translation>
    </message>
    <message>
        <source>▶ both ways ◀   1 step/s</source>
        <translation>▶ 雙向 ◀   1 步/秒</translation>
    </message>
    <message>
        <source>◀ gradient travels this way</source>
        <translation>◀ 梯度朝這邊走</translation>
    </message>
    <message>
        <source>signal travels this way ▶</source>
        <translation>訊號朝這邊走 ▶</translation>
    </message>
    <message>
        <source>thickest line {value}</source>
        <translation>最粗的線 {value}</translation>
    </message>
</context>
<context>
    <name>NumberEditor</name>
    <message>
        <source>{explanation}
Unit: {unit}</source>
        <translation>{explanation}
單位：{unit}</translation>
    </message>
</context>
<context>
    <name>PathEditor</name>
    <message>
        <source>Browse…</source>
        <translation>瀏覽…</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt);;所有檔案 (*)</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目標</translation>
    </message>
    <message>
        <source>Which column is to be predicted?</source>
        <translation>要預測哪一欄？</translation>
    </message>
</context>
<context>
    <name>Perspective</name>
    <message>
        <source>Chain</source>
        <translation>鏈</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>掃描</translation>
    </message>
</context>
<context>
    <name>Phase</name>
    <message>
        <source>Loss   L = {loss}</source>
        <translation>損失   L = {loss}</translation>
    </message>
    <message>
        <source>Clipping   gradient × {scale}</source>
        <translation>裁剪   梯度 × {scale}</translation>
    </message>
    <message>
        <source>Update left out: the gradient is not finite</source>
        <translation>略過更新：梯度非有限</translation>
    </message>
    <message>
        <source>Update   {formula}</source>
        <translation>更新   {formula}</translation>
    </message>
    <message>
        <source>Ready at step {step}</source>
        <translation>就緒，第 {step} 步</translation>
    </message>
    <message>
        <source>Clipping   the gradient is not finite</source>
        <translation>裁剪   梯度非有限</translation>
    </message>
    <message>
        <source>Clipping   ‖gradient‖ {before} → {after}</source>
        <translation>裁剪   ‖梯度‖ {before} → {after}</translation>
    </message>
    <message>
        <source>step 0 · ready</source>
        <translation>第 0 步 · 就緒</translation>
    </message>
    <message>
        <source>step {step} · forward, {place}</source>
        <translation>第 {step} 步 · 前向，{place}</translation>
    </message>
    <message>
        <source>step {step} · loss</source>
        <translation>第 {step} 步 · 損失</translation>
    </message>
    <message>
        <source>step {step} · backward, {place}</source>
        <translation>第 {step} 步 · 反向，{place}</translation>
    </message>
    <message>
        <source>step {step} · clipping</source>
        <translation>第 {step} 步 · 裁剪</translation>
    </message>
    <message>
        <source>step {step} · update</source>
        <translation>第 {step} 步 · 更新</translation>
    </message>
    <message>
        <source>Forward · {place}   {formula}</source>
        <translation>前向 · {place}   {formula}</translation>
    </message>
    <message>
        <source>Backward · {place}   {formula}</source>
        <translation>反向 · {place}   {formula}</translation>
    </message>
    <message>
        <source>time step {number} of {count}</source>
        <translation>第 {number} 個時間步，共 {count} 個</translation>
    </message>
    <message>
        <source>layer {layer}, time step {number} of {count}</source>
        <translation>第 {layer} 層，第 {number} 個時間步，共 {count} 個</translation>
    </message>
    <message>
        <source>layer {number} of {count}</source>
        <translation>第 {number} / {count} 層</translation>
    </message>
    <message>
        <source>{gradient} from the layer above</source>
        <translation>{gradient} 來自上一層</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>偏好設定</translation>
    </message>
    <message>
        <source>&amp;Memory for going back in time</source>
        <translation>回溯所用記憶體(&amp;M)</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} GB</translation>
    </message>
    <message>
        <source>Used now</source>
        <translation>目前佔用</translation>
    </message>
    <message>
        <source>States of the run (weights, optimizer, order of the data) are kept along the way. When they fill this memory, every second one is dropped: any step can still be reached exactly, but computing it again takes longer.</source>
        <translation>執行途中會保存狀態（權重、最佳化器、資料順序）。佔滿這些記憶體時，每隔一個丟棄一個：任何一步仍能精確到達，只是重新計算要久一些。</translation>
    </message>
    <message>
        <source>{used} MB of {budget} MB, back to step {first}</source>
        <translation>{used} MB / {budget} MB，可回到第 {first} 步</translation>
    </message>
</context>
<context>
    <name>Ready</name>
    <message>
        <source>Sigmoid, ten layers</source>
        <translation>Sigmoid，十層</translation>
    </message>
    <message>
        <source>ReLU with He initialization</source>
        <translation>ReLU 與 He 初始化</translation>
    </message>
    <message>
        <source>Tanh, fifty layers</source>
        <translation>Tanh，五十層</translation>
    </message>
    <message>
        <source>Exploding gradient (He × 1.5)</source>
        <translation>梯度爆炸（He × 1.5）</translation>
    </message>
    <message>
        <source>ReLU with Xavier weights: too small for thirty layers</source>
        <translation>ReLU 用 Xavier 權重：對三十層來說太小</translation>
    </message>
    <message>
        <source>Orthogonal weights, a hundred tanh layers</source>
        <translation>正交權重，一百層 tanh</translation>
    </message>
    <message>
        <source>SELU, fifty layers without normalization</source>
        <translation>SELU，不用正規化的五十層</translation>
    </message>
    <message>
        <source>Sigmoid with batch normalization</source>
        <translation>Sigmoid 加批次正規化</translation>
    </message>
    <message>
        <source>Fifty layers with residual links</source>
        <translation>帶殘差連結的五十層</translation>
    </message>
    <message>
        <source>Clipping a steep gradient</source>
        <translation>裁剪陡峭的梯度</translation>
    </message>
    <message>
        <source>Dead ReLU units: a step too large</source>
        <translation>死亡的 ReLU 單元：步長太大</translation>
    </message>
    <message>
        <source>A chain of width 1, by hand</source>
        <translation>寬度為 1 的鏈，可手算</translation>
    </message>
    <message>
        <source>AlexNet: ReLU, max pooling, dropout</source>
        <translation>AlexNet：ReLU、最大池化、dropout</translation>
    </message>
    <message>
        <source>LeNet-5, sigmoid: saturated</source>
        <translation>LeNet-5，sigmoid：飽和</translation>
    </message>
    <message>
        <source>LeNet-5, tanh</source>
        <translation>LeNet-5，tanh</translation>
    </message>
    <message>
        <source>Plain network, 20 layers</source>
        <translation>普通網路，20 層</translation>
    </message>
    <message>
        <source>Plain network, 56 layers: trains worse than 20</source>
        <translation>普通網路，56 層：比 20 層更難訓練</translation>
    </message>
    <message>
        <source>ResNet, 20 layers</source>
        <translation>ResNet，20 層</translation>
    </message>
    <message>
        <source>ResNet, 56 layers: trains where the plain network does not</source>
        <translation>ResNet，56 層：普通網路訓練不了，它可以</translation>
    </message>
    <message>
        <source>RNN forgets: adding over 100 steps</source>
        <translation>RNN 會遺忘：跨 100 步的加法</translation>
    </message>
    <message>
        <source>LSTM remembers: adding over 100 steps</source>
        <translation>LSTM 記得住：跨 100 步的加法</translation>
    </message>
    <message>
        <source>GRU: adding over 100 steps</source>
        <translation>GRU：跨 100 步的加法</translation>
    </message>
    <message>
        <source>RNN: digits pixel by pixel</source>
        <translation>RNN：逐像素辨識數字</translation>
    </message>
    <message>
        <source>LSTM: digits pixel by pixel</source>
        <translation>LSTM：逐像素辨識數字</translation>
    </message>
    <message>
        <source>Identity start: ReLU RNN on digits</source>
        <translation>單位矩陣起步：ReLU RNN 辨識數字</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>No files yet</source>
        <translation>還沒有檔案</translation>
    </message>
    <message>
        <source>Clear this list</source>
        <translation>清除清單</translation>
    </message>
</context>
<context>
    <name>RunLegend</name>
    <message>
        <source>Main run</source>
        <translation>主執行</translation>
    </message>
</context>
<context>
    <name>ScaleEditor</name>
    <message>
        <source>Number</source>
        <translation>數值</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>New seed</source>
        <translation>新種子</translation>
    </message>
    <message>
        <source>Take over from the sweep</source>
        <translation>採用掃描中的設定</translation>
    </message>
    <message>
        <source>Settings of step {step}</source>
        <translation>第 {step} 步的設定</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keys and mouse</source>
        <translation>鍵盤與滑鼠</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>各處</translation>
    </message>
    <message>
        <source>In pictures</source>
        <translation>在圖片中</translation>
    </message>
</context>
<context>
    <name>SingularValuesView</name>
    <message>
        <source>Singular values</source>
        <translation>奇異值</translation>
    </message>
    <message>
        <source>Orange: the singular values of J = ∂hₜ/∂hₜ₋₁ (of an LSTM for the pair of h and c), by how much the time step stretches the gradient in each of its directions. Blue: those of the product of this and all later steps. On the line at 1 no direction gains or loses: isometry. What cannot be told from 0 has the mark 0 at the lower edge: less than 10⁻²⁹⁰ of the largest, and less than 10⁻¹⁴ of it where a time step has taken a direction away.</source>
        <translation>橙色：J = ∂hₜ/∂hₜ₋₁ 的奇異值（LSTM 則為 h 與 c 這一對），即該時間步在各個方向上把梯度拉伸多少。藍色：本步與其後所有時間步的乘積的奇異值。在 1 這條線上，沒有方向增大或減小：等距。無法與 0 區分的奇異值在下邊緣有標記 0：低於最大值的 10⁻²⁹⁰；若某個時間步去掉了一個方向，則為低於最大值的 10⁻¹⁴。</translation>
    </message>
    <message>
        <source>Orange: the singular values of J = ∂aₗ/∂aₗ₋₁, by how much the layer stretches the gradient in each of its directions. Blue: those of the product of this and all later hidden layers, skip links included. On the line at 1 no direction gains or loses: isometry. What cannot be told from 0 has the mark 0 at the lower edge: less than 10⁻²⁹⁰ of the largest, and less than 10⁻¹⁴ of it where a layer has taken a direction away (dead or silent units, a narrower layer) and with batch norm.</source>
        <translation>橙色：J = ∂aₗ/∂aₗ₋₁ 的奇異值，即該層在各個方向上把梯度拉伸多少。藍色：本層與其後所有隱藏層的乘積的奇異值，包括跳躍連接。在 1 這條線上，沒有方向增大或減小：等距。無法與 0 區分的奇異值在下邊緣有標記 0：低於最大值的 10⁻²⁹⁰；若某一層去掉了一個方向（失活或靜默的單元、更窄的層），或有批次正規化，則為低於最大值的 10⁻¹⁴。</translation>
    </message>
    <message>
        <source>median and 10–90 % of {count} samples</source>
        <translation>{count} 個樣本的中位數與 10–90 % 區間</translation>
    </message>
    <message>
        <source>sample {number}</source>
        <translation>樣本 {number}</translation>
    </message>
    <message>
        <source>this step</source>
        <translation>本時間步</translation>
    </message>
    <message>
        <source>this layer</source>
        <translation>本層</translation>
    </message>
    <message>
        <source>to the last one</source>
        <translation>直到最後一層</translation>
    </message>
    <message>
        <source>Of the whole batch: the median over its first samples, as many as can be worked out live, and as a band the 10th to the 90th percentile. Of one sample: choose it above, beside the activation.</source>
        <translation>整個批次：取其前若干個樣本（能即時算出多少就取多少）的中位數，色帶為第 10 至第 90 百分位。單一樣本：在上方激活函數旁選擇。</translation>
    </message>
    <message>
        <source>Lines with marks are J in the compared runs, dashed lines their products; of a batch the medians.</source>
        <translation>帶標記的線是比較執行的 J，虛線是它們的乘積；批次取中位數。</translation>
    </message>
    <message>
        <source>known at the end of the forward pass</source>
        <translation>前向傳播結束時才知道</translation>
    </message>
    <message>
        <source>not worked out for cells with a norm inside</source>
        <translation>內部帶正規化的單元不計算</translation>
    </message>
    <message>
        <source>too large to be worked out live</source>
        <translation>太大，無法即時計算</translation>
    </message>
</context>
<context>
    <name>Site</name>
    <message>
        <source>head</source>
        <translation>輸出頭</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>第 {number} 層</translation>
    </message>
    <message>
        <source>t = {t}</source>
        <translation>t = {t}</translation>
    </message>
    <message>
        <source>layer {layer}, t = {t}</source>
        <translation>第 {layer} 層，t = {t}</translation>
    </message>
    <message>
        <source>time step</source>
        <translation>時間步</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>層</translation>
    </message>
</context>
<context>
    <name>SiteActivationView</name>
    <message>
        <source>batch</source>
        <translation>整個批次</translation>
    </message>
    <message>
        <source>sample </source>
        <translation>樣本 </translation>
    </message>
    <message>
        <source>Whose numbers the pictures of the layer show: those of the whole batch (0), or of one sample of it</source>
        <translation>本層的圖片顯示誰的數值：整個批次（0），或其中一個樣本</translation>
    </message>
</context>
<context>
    <name>SiteFormulaView</name>
    <message>
        <source>Formulas</source>
        <translation>公式</translation>
    </message>
    <message>
        <source>What this layer computes on the way forward (blue) and on the way back (orange), and what each formula comes to now. σ′ is the slope of the activation, ⊙ the product entry by entry, δ the gradient before the activation, u = W x + b where a norm or a sum follows it, BN, LN and RN the norms, m the mask of dropout, ⟨ ⟩ a mean over the batch, κ the factor, s = x + α F the sum at the end of a residual block, P the projection on its skip. The last lines: what the product of the factors behind this layer predicts is left of the gradient (blue), and what was measured (orange).</source>
        <translation>該層在前向（藍色）和反向（橙色）時計算什麼，以及每個公式現在的值。σ′ 是激活函數的斜率，⊙ 是逐元素乘積，δ 是激活函數之前的梯度，u = W x + b（其後還有正規化或求和時），BN、LN、RN 是各種正規化，m 是 dropout 的遮罩，⟨ ⟩ 是批次平均，κ 是因子，s = x + α F 是殘差塊末尾的和，P 是跳躍連接上的投影。最後兩行：由該層之後各因子的乘積預測梯度還剩多少（藍色），以及實測值（橙色）。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>還沒有數值：走一步，或播放。</translation>
    </message>
</context>
<context>
    <name>StepView</name>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>No step is complete yet.</source>
        <translation>還沒有完成任何一步。</translation>
    </message>
    <message>
        <source>step {step} · {numbers}</source>
        <translation>第 {step} 步 · {numbers}</translation>
    </message>
</context>
<context>
    <name>Strands</name>
    <message>
        <source>no {place}: {run}</source>
        <translation>沒有{place}：{run}</translation>
    </message>
</context>
<context>
    <name>SweepBar</name>
    <message>
        <source>Along</source>
        <translation>沿</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>種子</translation>
    </message>
    <message>
        <source>against</source>
        <translation>對</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步數</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比較</translation>
    </message>
    <message>
        <source>The values, separated by commas</source>
        <translation>各個值，以逗號分隔</translation>
    </message>
    <message>
        <source>The field along the horizontal axis of both pictures</source>
        <translation>兩幅圖橫軸上的欄位</translation>
    </message>
    <message>
        <source>The field along the vertical axis of the map</source>
        <translation>圖譜縱軸上的欄位</translation>
    </message>
    <message>
        <source>How often every network is built, each time from another seed</source>
        <translation>每個網路建立的次數，每次用另一個種子</translation>
    </message>
    <message>
        <source>Training steps before the gradient is measured; 0: the first gradient</source>
        <translation>測量梯度之前的訓練步數；0：最初的梯度</translation>
    </message>
    <message>
        <source>{count} at most: switch another off first</source>
        <translation>最多 {count} 項：請先關閉另一項</translation>
    </message>
    <message>
        <source>At least one is needed</source>
        <translation>至少需要一項</translation>
    </message>
    <message>
        <source>Stop · {done} of {total}</source>
        <translation>停止 · {done}/{total}</translation>
    </message>
    <message>
        <source>{count} of {total} could not be run</source>
        <translation>{total} 個中有 {count} 個無法執行</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>執行</translation>
    </message>
</context>
<context>
    <name>SweepCurvesView</name>
    <message>
        <source>Along one field</source>
        <translation>沿一個欄位</translation>
    </message>
    <message>
        <source>{drawn} against {field}</source>
        <translation>{drawn}，橫軸：{field}</translation>
    </message>
    <message>
        <source>Every point is the median over the seeds, the band reaches from their 10 % to their 90 % quantile. ‖g₁‖ ÷ ‖g_S‖ is what is left at the first layer of the gradient that the last one gets: at the grey line it arrives unchanged, below it vanishes, above it explodes. Both axes are logarithmic where numbers span decades. Exact zeros, NaN and ∞ have marks of their own at the edges. The dashed line is where the present experiment stands; a click on a point takes it over as the experiment.</source>
        <translation>每個點是各種子的中位數，色帶從它們的 10 % 分位數到 90 % 分位數。‖g₁‖ ÷ ‖g_S‖ 是最後一層得到的梯度在第一層還剩下的部分：在灰線上它原樣到達，在其下消失，在其上爆炸。數值跨越幾個數量級時，兩條軸都是對數軸。恰好的零、NaN 和 ∞ 在邊緣有各自的標記。虛線是目前實驗所在之處；點擊一個點會把它採用為實驗。</translation>
    </message>
    <message>
        <source>How deep can this network be until its first layer learns nothing? Press “Run” above: many networks are built, and the gradient of each is measured.</source>
        <translation>這個網路可以有多深，第一層才會什麼也學不到？按上面的「執行」：會建立許多網路，並測量每個網路的梯度。</translation>
    </message>
</context>
<context>
    <name>SweepMapView</name>
    <message>
        <source>Edge of chaos</source>
        <translation>混沌邊緣</translation>
    </message>
    <message>
        <source>present network</source>
        <translation>目前的網路</translation>
    </message>
    <message>
        <source>exactly 0</source>
        <translation>恰為 0</translation>
    </message>
    <message>
        <source>NaN or ∞</source>
        <translation>NaN 或 ∞</translation>
    </message>
    <message>
        <source>Every cell is a network; its colour is log₁₀ of what is left of the gradient at the first layer, the median over the seeds. White: it arrives unchanged; blue: it vanishes; red: it explodes; beyond six decades the colour stays. The line between the two is the edge of chaos. The dot is the present network. Exact zeros are grey-blue, NaN and ∞ cyan; a cross is a combination that cannot be run. A click takes a cell over as the experiment, which can be undone.</source>
        <translation>每個格子是一個網路；顏色是梯度在第一層還剩多少的 log₁₀，取各種子的中位數。白色：原樣到達；藍色：消失；紅色：爆炸；超過六個數量級後顏色不再變化。兩者之間的線是混沌邊緣。圓點是目前的網路。恰好的零為灰藍色，NaN 和 ∞ 為青色；叉號是無法執行的組合。點擊會把格子採用為實驗，可以復原。</translation>
    </message>
    <message>
        <source>Choose two different fields above, and press “Run”.</source>
        <translation>請在上面選擇兩個不同的欄位，然後按「執行」。</translation>
    </message>
    <message>
        <source>Between vanishing and exploding lies an edge. Press “Run” above to see where, and where the present network stands.</source>
        <translation>在消失與爆炸之間有一條邊緣。按上面的「執行」，看看它在哪裡，以及目前的網路位於哪裡。</translation>
    </message>
</context>
<context>
    <name>SweepView</name>
    <message>
        <source>What is left of the gradient</source>
        <translation>梯度還剩多少</translation>
    </message>
    <message>
        <source>First layer&apos;s gradient</source>
        <translation>第一層的梯度</translation>
    </message>
    <message>
        <source>Mean factor</source>
        <translation>平均因子</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>{low} … {high} (10 … 90 % of {count} seeds)</source>
        <translation>{low} … {high}（{count} 個種子的 10 … 90 %）</translation>
    </message>
    <message>
        <source>exactly 0: {count} of {runs}</source>
        <translation>恰為 0：{runs} 個中有 {count} 個</translation>
    </message>
    <message>
        <source>NaN or ∞: {count} of {runs}</source>
        <translation>NaN 或 ∞：{runs} 個中有 {count} 個</translation>
    </message>
    <message>
        <source>could not be run</source>
        <translation>無法執行</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>量</translation>
    </message>
</context>
<context>
    <name>Sweeps</name>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Time steps</source>
        <translation>時間步</translation>
    </message>
    <message>
        <source>Weight gain</source>
        <translation>權重增益</translation>
    </message>
    <message>
        <source>Weight std</source>
        <translation>權重標準差</translation>
    </message>
    <message>
        <source>Recurrent gain</source>
        <translation>循環增益</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>寬度</translation>
    </message>
    <message>
        <source>Hidden units</source>
        <translation>隱藏單元</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批次大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>學習率</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>現狀</translation>
    </message>
    <message>
        <source>ReLU + He</source>
        <translation>ReLU + He</translation>
    </message>
    <message>
        <source>Tanh + Xavier</source>
        <translation>Tanh + Xavier</translation>
    </message>
    <message>
        <source>Tanh + orthogonal</source>
        <translation>Tanh + 正交</translation>
    </message>
    <message>
        <source>+ batch norm</source>
        <translation>+ 批次正規化</translation>
    </message>
    <message>
        <source>+ layer norm</source>
        <translation>+ 層正規化</translation>
    </message>
    <message>
        <source>+ residual</source>
        <translation>+ 殘差</translation>
    </message>
    <message>
        <source>LSTM</source>
        <translation>LSTM</translation>
    </message>
</context>
<context>
    <name>TimelineBar</name>
    <message>
        <source>Position in the run</source>
        <translation>在執行中的位置</translation>
    </message>
    <message>
        <source>replaying … {share} %</source>
        <translation>正在重播… {share} %</translation>
    </message>
    <message>
        <source>Drag to any position between step {first} and step {furthest}: it is computed again exactly, and going on from there is the same run, until a setting is changed. Shift-drag and the arrow keys move by micro-steps, wheel and page keys by steps. Kept states take {used} of {budget} MB (Edit ▸ Preferences…); the small marks show some of them.</source>
        <translation>拖到第 {first} 步與第 {furthest} 步之間的任意位置：會精確地重新計算，從那裡繼續就是同一次執行，直到更動某項設定。按住 Shift 拖曳或用方向鍵按微步移動，滾輪與翻頁鍵按步移動。保存的狀態佔用 {used} MB，上限 {budget} MB（編輯 ▸ 偏好設定…）；小刻度標出其中一部分。</translation>
    </message>
</context>
<context>
    <name>Toggle</name>
    <message>
        <source>Sigmoid</source>
        <translation>Sigmoid</translation>
    </message>
    <message>
        <source>Tanh</source>
        <translation>Tanh</translation>
    </message>
    <message>
        <source>ReLU</source>
        <translation>ReLU</translation>
    </message>
    <message>
        <source>Leaky</source>
        <translation>Leaky</translation>
    </message>
    <message>
        <source>SELU</source>
        <translation>SELU</translation>
    </message>
    <message>
        <source>Xavier</source>
        <translation>Xavier</translation>
    </message>
    <message>
        <source>He</source>
        <translation>He</translation>
    </message>
    <message>
        <source>LeCun</source>
        <translation>LeCun</translation>
    </message>
    <message>
        <source>Orthog.</source>
        <translation>正交</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>常態</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>單位陣</translation>
    </message>
    <message>
        <source>None</source>
        <translation>無</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>RMS</source>
        <translation>RMS</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>關</translation>
    </message>
    <message>
        <source>x+F(x)</source>
        <translation>x+F(x)</translation>
    </message>
    <message>
        <source>scaled</source>
        <translation>縮放</translation>
    </message>
    <message>
        <source>σ(x+F)</source>
        <translation>σ(x+F)</translation>
    </message>
    <message>
        <source>pre-act.</source>
        <translation>預激活</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>按範數</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>按值</translation>
    </message>
</context>
<context>
    <name>ToggleCard</name>
    <message>
        <source>x + F(x)/√depth: the branches together stay as large as the input.</source>
        <translation>x + F(x)/√depth：各分支合起來與輸入一樣大。</translation>
    </message>
    <message>
        <source>more…</source>
        <translation>更多…</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>所有種類</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>full speed</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>1 layer/s</source>
        <translation>1 層/秒</translation>
    </message>
    <message>
        <source>1 time step/s</source>
        <translation>1 時間步/秒</translation>
    </message>
    <message>
        <source>{number} layers/s</source>
        <translation>{number} 層/秒</translation>
    </message>
    <message>
        <source>{number} time steps/s</source>
        <translation>{number} 時間步/秒</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>From one time step per second to full speed, as fast as the engine goes (+ and −)</source>
        <translation>從每秒一個時間步到全速，也就是引擎能達到的最快速度（+ 與 −）</translation>
    </message>
    <message>
        <source>From one layer per second to full speed, as fast as the engine goes (+ and −)</source>
        <translation>從每秒一層到全速，也就是引擎能達到的最快速度（+ 與 −）</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步數</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>準確率</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>種子</translation>
    </message>
    <message>
        <source>Where the run is computed, and in which number format</source>
        <translation>在哪裡計算，用哪種數值格式</translation>
    </message>
    <message>
        <source>time step</source>
        <translation>時間步</translation>
    </message>
    <message>
        <source>micro</source>
        <translation>微步</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>層</translation>
    </message>
    <message>
        <source>Of the batch of step {step}, before its update</source>
        <translation>第 {step} 步的批次，在其更新之前</translation>
    </message>
    <message>
        <source>Of the batch of step {step}; that of step {next} has not reached the loss yet</source>
        <translation>第 {step} 步的批次；第 {next} 步的批次還沒有到達損失</translation>
    </message>
    <message>
        <source>The batch has not reached the loss yet</source>
        <translation>批次還沒有到達損失</translation>
    </message>
    <message>
        <source>phase</source>
        <translation>階段</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
</context>
<context>
    <name>UnitText</name>
    <message>
        <source>Input: the first sample of the batch</source>
        <translation>輸入：批次的第一個樣本</translation>
    </message>
    <message>
        <source>numbers: {count}</source>
        <translation>{count} 個數</translation>
    </message>
    <message>
        <source>of class {number}</source>
        <translation>屬於類別 {number}</translation>
    </message>
    <message>
        <source>loss of the batch {value}</source>
        <translation>批次損失 {value}</translation>
    </message>
    <message>
        <source>Outputs for the first sample of the batch</source>
        <translation>批次第一個樣本的輸出</translation>
    </message>
    <message>
        <source>Output {number}</source>
        <translation>輸出 {number}</translation>
    </message>
    <message>
        <source>Output {number}: the right class</source>
        <translation>輸出 {number}：正確類別</translation>
    </message>
    <message>
        <source>x = {value} in the first sample of the batch</source>
        <translation>批次第一個樣本中 x = {value}</translation>
    </message>
    <message>
        <source>mean |a| = {activation}</source>
        <translation>|a| 的平均 = {activation}</translation>
    </message>
    <message>
        <source>mean |∂L/∂z| = {delta}</source>
        <translation>|∂L/∂z| 的平均 = {delta}</translation>
    </message>
    <message>
        <source>Input {number}</source>
        <translation>輸入 {number}</translation>
    </message>
    <message>
        <source>{place}, unit {number}</source>
        <translation>{place}，單元 {number}</translation>
    </message>
</context>
<context>
    <name>UnitsView</name>
    <message>
        <source>Units</source>
        <translation>單元</translation>
    </message>
    <message>
        <source>dead units: {dead} of {count}</source>
        <translation>失活單元：{dead} / {count}</translation>
    </message>
    <message>
        <source>{shown} shown</source>
        <translation>顯示 {shown} 個</translation>
    </message>
    <message>
        <source>{count} dead</source>
        <translation>{count} 個死亡</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>失活</translation>
    </message>
    <message>
        <source>A column per unit (of a convolution per channel). Top: the mean of |a|. Middle: the root mean square of ∂L/∂z, what the unit is told by the gradient. Bottom: the share of its values whose slope is below 5 % of the largest possible one. A unit that is exactly 0 everywhere is dead and magenta: with relu no gradient passes through it. Bars reach up to the largest of their row, written beside it. Lines with marks are the units of the compared runs.</source>
        <translation>每個單元一欄（卷積層為每個通道）。上：|a| 的平均值。中：∂L/∂z 的均方根，即梯度告訴該單元什麼。下：斜率低於最大可能值 5 % 的數值所占的份額。處處恰為 0 的單元是失活的，顯示為洋紅色：對 relu 而言沒有梯度能通過它。長條最高到該列的最大值，寫在旁邊。帶標記的線是比較執行中的單元。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>還沒有數值：走一步，或播放。</translation>
    </message>
    <message>
        <source>mean |a|</source>
        <translation>|a| 平均</translation>
    </message>
    <message>
        <source>rms ∂L/∂z</source>
        <translation>∂L/∂z 均方根</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>飽和</translation>
    </message>
    <message>
        <source>this activation never saturates</source>
        <translation>該激活函數不會飽和</translation>
    </message>
</context>
<context>
    <name>UpdateRatioView</name>
    <message>
        <source>Update ratio</source>
        <translation>更新比率</translation>
    </message>
    <message>
        <source>median</source>
        <translation>中位數</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>所有層</translation>
    </message>
    <message>
        <source>healthy</source>
        <translation>健康範圍</translation>
    </message>
    <message>
        <source>How large an update is beside the weights that it changes, ‖ΔW‖/‖W‖. Around 10⁻³ is healthy (green band, 10⁻⁴ to 10⁻²): far below it nothing is learnt, far above it the weights are thrown about. Grey: from the smallest to the largest of all layers; dark: their median; orange: the selected layer. Points stand at the steps that were looked at completely. Marks at the bottom: the selected layer was not changed at all. Lines with marks: the layer of the same name in the compared runs. A click goes to a step.</source>
        <translation>更新量與所改變的權重相比有多大，‖ΔW‖/‖W‖。10⁻³ 左右是健康的（綠色帶，10⁻⁴ 到 10⁻²）：遠低於它就什麼也學不到，遠高於它權重就會來回亂跳。灰色：所有層從最小到最大；深色：中位數；橙色：所選的層。各點位於完整查看過的步。底部標記：所選的層完全沒有改變。帶標記的線：比較執行中同名的層。點擊可前往該步。</translation>
    </message>
    <message>
        <source>No step has been looked at completely yet.</source>
        <translation>還沒有完整查看過任何一步。</translation>
    </message>
    <message>
        <source>step {step} · {place} {number} · median {median}</source>
        <translation>第 {step} 步 · {place} {number} · 中位數 {median}</translation>
    </message>
</context>
<context>
    <name>View</name>
    <message>
        <source>This picture could not be drawn. The run goes on; the log says what happened.</source>
        <translation>這張圖無法繪製。執行會繼續；日誌中記有原因。</translation>
    </message>
</context>
<context>
    <name>WeightImagesView</name>
    <message>
        <source>W and ∂L/∂W</source>
        <translation>W 與 ∂L/∂W</translation>
    </message>
    <message>
        <source>{rows} × {columns} matrix</source>
        <translation>{rows} × {columns} 矩陣</translation>
    </message>
    <message>
        <source>{rows} × {columns} matrix, of every block the largest entry</source>
        <translation>{rows} × {columns} 矩陣，每塊取最大元素</translation>
    </message>
    <message>
        <source>The weight matrix and its gradient, one cell per entry: a row per output, a column per input (of a convolution per channel and tap, of a cell the inputs, then the state, gate under gate). The colour is the sign, its strength the size; full colour is the number beside the scale. Large matrices are shown in blocks: the entry of largest magnitude stands for its block. NaN and ∞ are magenta. While runs are compared, every run has a column, W over ∂L/∂W, each image on its own scale.</source>
        <translation>權重矩陣及其梯度，每個元素一格：每個輸出一列，每個輸入一欄（卷積為每個通道和抽頭，循環單元先是輸入再是狀態，各門上下排列）。顏色是符號，深淺是大小；最深的顏色對應色標旁的數值。大矩陣按塊顯示：每塊由絕對值最大的元素代表。NaN 和 ∞ 為洋紅色。比較執行時，每次執行佔一欄，上面是 W，下面是 ∂L/∂W，每幅圖各用自己的色標。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>還沒有數值：走一步，或播放。</translation>
    </message>
    <message>
        <source>Main run</source>
        <translation>主執行</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>還沒有</translation>
    </message>
</context>
<context>
    <name>WhatIf</name>
    <message>
        <source>He instead of Xavier</source>
        <translation>用 He 代替 Xavier</translation>
    </message>
    <message>
        <source>Xavier instead of He</source>
        <translation>用 Xavier 代替 He</translation>
    </message>
    <message>
        <source>ReLU instead of sigmoid</source>
        <translation>用 ReLU 代替 sigmoid</translation>
    </message>
    <message>
        <source>ReLU instead of tanh</source>
        <translation>用 ReLU 代替 tanh</translation>
    </message>
    <message>
        <source>Sigmoid instead of ReLU</source>
        <translation>用 sigmoid 代替 ReLU</translation>
    </message>
    <message>
        <source>+ batch norm</source>
        <translation>+ 批次正規化</translation>
    </message>
    <message>
        <source>+ layer norm</source>
        <translation>+ 層正規化</translation>
    </message>
    <message>
        <source>− normalization</source>
        <translation>− 正規化</translation>
    </message>
    <message>
        <source>+ residual</source>
        <translation>+ 殘差</translation>
    </message>
    <message>
        <source>− residual</source>
        <translation>− 殘差</translation>
    </message>
    <message>
        <source>LSTM instead of RNN</source>
        <translation>用 LSTM 代替 RNN</translation>
    </message>
    <message>
        <source>+ clip</source>
        <translation>+ 裁剪</translation>
    </message>
    <message>
        <source>− clip</source>
        <translation>− 裁剪</translation>
    </message>
    <message>
        <source>Other seed</source>
        <translation>另一個種子</translation>
    </message>
    <message>
        <source>Learning rate × 10</source>
        <translation>學習率 × 10</translation>
    </message>
    <message>
        <source>Learning rate ÷ 10</source>
        <translation>學習率 ÷ 10</translation>
    </message>
    <message>
        <source>Momentum 0.9</source>
        <translation>動量 0.9</translation>
    </message>
    <message>
        <source>No momentum</source>
        <translation>無動量</translation>
    </message>
    <message>
        <source>Adam instead of SGD</source>
        <translation>用 Adam 代替 SGD</translation>
    </message>
    <message>
        <source>SGD instead of Adam</source>
        <translation>用 SGD 代替 Adam</translation>
    </message>
    <message>
        <source>The same settings</source>
        <translation>相同的設定</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>‖W‖ spectral</source>
        <translation>‖W‖ 譜範數</translation>
    </message>
    <message>
        <source>Largest singular value of the weight matrix: the most it can stretch a vector.</source>
        <translation>權重矩陣的最大奇異值：它最多能把向量拉長多少。</translation>
    </message>
    <message>
        <source>σ′ mean · rms</source>
        <translation>σ′ 平均 · 均方根</translation>
    </message>
    <message>
        <source>Mean and root mean square of the slope σ′(z) over batch and units.</source>
        <translation>斜率 σ′(z) 對批次與單元的平均與均方根。</translation>
    </message>
    <message>
        <source>factor σ′·w</source>
        <translation>因子 σ′·w</translation>
    </message>
    <message>
        <source>Average gain of this layer for the gradient: √(mean ‖∂aₗ/∂aₗ₋₁‖² / n).</source>
        <translation>該層對梯度的平均增益：√(‖∂aₗ/∂aₗ₋₁‖² 的平均 / n)。</translation>
    </message>
    <message>
        <source>‖∂L/∂a‖</source>
        <translation>‖∂L/∂a‖</translation>
    </message>
    <message>
        <source>Norm of the gradient that arrives at the layer&apos;s output, over batch and units.</source>
        <translation>到達該層輸出的梯度的範數，對批次與單元。</translation>
    </message>
    <message>
        <source>‖∂L/∂z‖</source>
        <translation>‖∂L/∂z‖</translation>
    </message>
    <message>
        <source>The same before the activation: ∂L/∂z = ∂L/∂a · σ′(z).</source>
        <translation>激活之前的同一量：∂L/∂z = ∂L/∂a · σ′(z)。</translation>
    </message>
    <message>
        <source>‖∂L/∂W‖</source>
        <translation>‖∂L/∂W‖</translation>
    </message>
    <message>
        <source>Norm of the weights&apos; gradient, and after the arrow what clipping leaves of it.</source>
        <translation>權重梯度的範數；箭頭之後是裁剪後剩下的。</translation>
    </message>
    <message>
        <source>measured gain</source>
        <translation>實測增益</translation>
    </message>
    <message>
        <source>‖∂L/∂aₗ₋₁‖ / ‖∂L/∂aₗ‖: what this layer really did to the gradient.</source>
        <translation>‖∂L/∂aₗ₋₁‖ / ‖∂L/∂aₗ‖：該層實際對梯度做了什麼。</translation>
    </message>
    <message>
        <source>update ratio</source>
        <translation>更新比率</translation>
    </message>
    <message>
        <source>‖ΔW‖ / ‖W‖ of the last update; about 0.001 is healthy.</source>
        <translation>上次更新的 ‖ΔW‖ / ‖W‖；約 0.001 為健康。</translation>
    </message>
    <message>
        <source>z mean ± std</source>
        <translation>z 平均 ± 標準差</translation>
    </message>
    <message>
        <source>Mean and standard deviation of z before the activation, over batch and units.</source>
        <translation>激活之前 z 對批次與單元的平均與標準差。</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>飽和</translation>
    </message>
    <message>
        <source>Share of values whose slope is below 5 % of the largest possible slope.</source>
        <translation>斜率低於最大可能斜率 5 % 的值所占的比例。</translation>
    </message>
    <message>
        <source>dead units</source>
        <translation>失活單元</translation>
    </message>
    <message>
        <source>Share of units that are zero on the whole batch: no gradient passes through them.</source>
        <translation>在整個批次上都為零的單元的比例：沒有梯度通過它們。</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>非有限</translation>
    </message>
    <message>
        <source>How many numbers of this layer are NaN or infinite.</source>
        <translation>該層有多少個數是 NaN 或無窮。</translation>
    </message>
    <message>
        <source>factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>Average gain of this time step for the gradient on its way back, root mean square.</source>
        <translation>梯度反向經過這一時間步時的平均增益（均方根）。</translation>
    </message>
    <message>
        <source>‖∂L/∂h‖</source>
        <translation>‖∂L/∂h‖</translation>
    </message>
    <message>
        <source>Norm of the gradient that arrives at the state h of this time step, over batch and units.</source>
        <translation>到達這一時間步狀態 h 的梯度的範數（遍及批次與單元）。</translation>
    </message>
    <message>
        <source>The same before the activation, over all gates.</source>
        <translation>同上，但取在激活之前，遍及所有閘。</translation>
    </message>
    <message>
        <source>Norm of this time step&apos;s share of the weights&apos; gradient, and after the arrow what clipping leaves of it.</source>
        <translation>這一時間步對權重梯度的貢獻的範數；箭頭之後是裁剪後剩下的部分。</translation>
    </message>
    <message>
        <source>‖∂L/∂hₜ₋₁‖ / ‖∂L/∂hₜ‖: what this time step really did to the gradient.</source>
        <translation>‖∂L/∂hₜ₋₁‖ / ‖∂L/∂hₜ‖：這一時間步對梯度的實際作用。</translation>
    </message>
    <message>
        <source>Wₕ spectral radius</source>
        <translation>Wₕ 譜半徑</translation>
    </message>
    <message>
        <source>Largest modulus of the eigenvalues of Wₕ (of gated cells: the candidate&apos;s part).</source>
        <translation>Wₕ 的特徵值的最大模（閘控單元：取候選狀態的部分）。</translation>
    </message>
    <message>
        <source>gates f · i · o</source>
        <translation>閘 f · i · o</translation>
    </message>
    <message>
        <source>Means of the forget, input and output gate over batch and units.</source>
        <translation>遺忘閘、輸入閘和輸出閘在批次與單元上的平均值。</translation>
    </message>
    <message>
        <source>Π f to the end</source>
        <translation>此後的 Π f</translation>
    </message>
    <message>
        <source>Product of the forget gates of all later time steps, mean over batch and units: how much of the gradient comes back along the cell state c.</source>
        <translation>此後所有時間步的遺忘閘之積，在批次與單元上取平均：梯度沿細胞狀態 c 傳回後還剩多少。</translation>
    </message>
    <message>
        <source>‖∂L/∂c‖</source>
        <translation>‖∂L/∂c‖</translation>
    </message>
    <message>
        <source>Norm of the gradient that arrives at the cell state c, over batch and units.</source>
        <translation>到達細胞狀態 c 的梯度的範數（遍及批次與單元）。</translation>
    </message>
    <message>
        <source>gates r · u</source>
        <translation>閘 r · u</translation>
    </message>
    <message>
        <source>Means of the reset and the update gate over batch and units.</source>
        <translation>重設閘和更新閘在批次與單元上的平均值。</translation>
    </message>
    <message>
        <source>zeros in ∂L/∂a</source>
        <translation>∂L/∂a 中的零</translation>
    </message>
    <message>
        <source>How many entries of ∂L/∂a are exactly zero in this number format.</source>
        <translation>∂L/∂a 中有多少個數在這種數值格式下恰好為零。</translation>
    </message>
    <message>
        <source>∂L/∂a{last} comes from the loss</source>
        <translation>∂L/∂a{last} 來自損失</translation>
    </message>
    <message>
        <source>measured {here} / {there} = {ratio}</source>
        <translation>實測 {here} / {there} = {ratio}</translation>
    </message>
    <message>
        <source>k = {first} … {last}, Jₖ = ∂aₖ/∂aₖ₋₁, of a convolution with its pooling</source>
        <translation>k = {first} … {last}，Jₖ = ∂aₖ/∂aₖ₋₁，卷積連同其池化</translation>
    </message>
    <message>
        <source>∂L/∂a{site} = Π Wₖᵀ·diag σ′(zₖ) · ∂L/∂a{last}</source>
        <translation>∂L/∂a{site} = Π Wₖᵀ·diag σ′(zₖ) · ∂L/∂a{last}</translation>
    </message>
    <message>
        <source>k = {first} … {last}</source>
        <translation>k = {first} … {last}</translation>
    </message>
    <message>
        <source>skip · branch</source>
        <translation>跳躍連接 · 支路</translation>
    </message>
    <message>
        <source>Where the gradient at the block&apos;s input comes from: ‖skip‖ and ‖branch‖ as shares of ‖∂L/∂x‖. The skip is the “+1” of the block, or its projection; as vectors both add up to ∂L/∂x.</source>
        <translation>殘差區塊輸入處的梯度從何而來：‖跳躍連接‖ 與 ‖支路‖ 各占 ‖∂L/∂x‖ 的份額。跳躍連接即該區塊的「+1」或其投影；兩者作為向量相加等於 ∂L/∂x。</translation>
    </message>
    <message>
        <source>cosine of the two</source>
        <translation>兩者的餘弦</translation>
    </message>
    <message>
        <source>Of the angle between the gradients from skip and branch: 1 they add up, 0 they are independent, −1 they cancel.</source>
        <translation>來自跳躍連接與支路的梯度之間夾角的餘弦：1 表示相加，0 表示彼此無關，−1 表示相互抵消。</translation>
    </message>
    <message>
        <source>∂L/∂a{site} = Π Jₖᵀ · ∂L/∂a{last}</source>
        <translation>∂L/∂a{site} = Π Jₖᵀ · ∂L/∂a{last}</translation>
    </message>
    <message>
        <source>k = {first} … {last}, J with its skip link</source>
        <translation>k = {first} … {last}，J 含跳躍連結</translation>
    </message>
</context>
</TS>
