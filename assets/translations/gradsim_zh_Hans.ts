<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Gradsim</source>
        <translation>关于 Gradsim</translation>
    </message>
    <message>
        <source>A laboratory for what happens to the gradient on its way back through a deep network.</source>
        <translation>一间实验室：看梯度在深度网络中一路返回时会发生什么。</translation>
    </message>
    <message>
        <source>Gradsim is free software under the MIT licence. Qt and PySide6 are used under the LGPL 3, the other libraries under BSD-like licences.</source>
        <translation>Gradsim 是采用 MIT 许可证的自由软件。Qt 和 PySide6 按 LGPL 3 使用，其他库采用类似 BSD 的许可证。</translation>
    </message>
</context>
<context>
    <name>AccuracyView</name>
    <message>
        <source>There are no classes to get right.</source>
        <translation>没有类别，无准确率可言。</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>The share of the batch that is answered correctly at every step, before the update. Empty where there are no classes. The line shows where the run stands; a click goes to a step.</source>
        <translation>每一步更新之前，批次中答对的比例。没有类别时为空。竖线表示运行所在的位置；点击可前往该步。</translation>
    </message>
</context>
<context>
    <name>Action</name>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Export picture…</source>
        <translation>导出图片(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤消(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>恢复(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>首选项(&amp;P)…</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>One micro-step</source>
        <translation>一个微步</translation>
    </message>
    <message>
        <source>One layer</source>
        <translation>一层</translation>
    </message>
    <message>
        <source>One time step</source>
        <translation>一个时间步</translation>
    </message>
    <message>
        <source>One phase</source>
        <translation>一个阶段</translation>
    </message>
    <message>
        <source>One step</source>
        <translation>一步</translation>
    </message>
    <message>
        <source>Back by one micro-step</source>
        <translation>后退一个微步</translation>
    </message>
    <message>
        <source>Back by one layer</source>
        <translation>后退一层</translation>
    </message>
    <message>
        <source>Back by one time step</source>
        <translation>后退一个时间步</translation>
    </message>
    <message>
        <source>Back by one phase</source>
        <translation>后退一个阶段</translation>
    </message>
    <message>
        <source>Back by one step</source>
        <translation>后退一步</translation>
    </message>
    <message>
        <source>Back to step 0 (same seed)</source>
        <translation>回到第 0 步（同一种子）</translation>
    </message>
    <message>
        <source>New seed</source>
        <translation>新种子</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>加快</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>减慢</translation>
    </message>
    <message>
        <source>Self-check…</source>
        <translation>自检…</translation>
    </message>
    <message>
        <source>Select the next layer</source>
        <translation>选择下一层</translation>
    </message>
    <message>
        <source>Select the next time step</source>
        <translation>选择下一个时间步</translation>
    </message>
    <message>
        <source>Select the previous layer</source>
        <translation>选择上一层</translation>
    </message>
    <message>
        <source>Select the previous time step</source>
        <translation>选择上一个时间步</translation>
    </message>
    <message>
        <source>Chain</source>
        <translation>链</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Projector (large, high contrast)</source>
        <translation>投影（大字、高对比度）</translation>
    </message>
    <message>
        <source>Larger type</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller type</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Normal type</source>
        <translation>文字恢复原大小</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Restore the default layout</source>
        <translation>恢复默认布局</translation>
    </message>
    <message>
        <source>Keys and mouse</source>
        <translation>键盘与鼠标</translation>
    </message>
    <message>
        <source>About Gradsim</source>
        <translation>关于 Gradsim</translation>
    </message>
</context>
<context>
    <name>ActivationView</name>
    <message>
        <source>Activation</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>values of z: {count}</source>
        <translation>{count} 个 z 值</translation>
    </message>
    <message>
        <source>Blue: the activation σ(z). Orange: its slope σ′(z), the number each gradient is multiplied by on the way back. Grey bars: where the values of z of this layer fall now. Where the bars stand under a flat part of the blue curve, the orange one is near 0 and the gradient dies. Lines with a mark: where the values of z fall in the compared runs, each as high as its own peak; where a run has another activation, its slope σ′ is the dashed line.</source>
        <translation>蓝线：激活函数 σ(z)。橙线：它的斜率 σ′(z)，即每个梯度在返回途中要乘上的数。灰色柱：这一层的 z 值现在落在哪里。柱子若位于蓝线平坦处的下方，橙线就接近 0，梯度随之消失。带标记的线：对比运行中 z 的取值分布，各自以自己的峰值为满高；若某次运行用了别的激活函数，虚线是它的斜率 σ′。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>还没有数值：走一步，或点播放。</translation>
    </message>
    <message>
        <source>No single curve: each output depends on all z of the layer.</source>
        <translation>没有单一的曲线：每个输出都取决于该层所有的 z。</translation>
    </message>
    <message>
        <source>NaN or ∞ among z: {count}</source>
        <translation>有 {count} 个 z 值是 NaN 或 ∞</translation>
    </message>
</context>
<context>
    <name>Allowed</name>
    <message>
        <source>any number</source>
        <translation>任意数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>一段文本</translation>
    </message>
    <message>
        <source>a list</source>
        <translation>一个列表</translation>
    </message>
    <message>
        <source>an object with its &quot;kind&quot;</source>
        <translation>带有 &quot;kind&quot; 的对象</translation>
    </message>
    <message>
        <source>the kinds of the documentation</source>
        <translation>文档中列出的种类</translation>
    </message>
    <message>
        <source>forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
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
        <translation>不小于 {low}</translation>
    </message>
    <message>
        <source>at most {high}</source>
        <translation>不大于 {high}</translation>
    </message>
    <message>
        <source>above {low}</source>
        <translation>大于 {low}</translation>
    </message>
    <message>
        <source>above {low} to below {high}</source>
        <translation>大于 {low} 且小于 {high}</translation>
    </message>
    <message>
        <source>above {low} to {high}</source>
        <translation>大于 {low} 且不大于 {high}</translation>
    </message>
    <message>
        <source>{low} to below {high}</source>
        <translation>从 {low} 到小于 {high}</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} 到 {high}</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>第 {number} 层</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>No font with Chinese characters is installed; on Debian, install the package {package}.</source>
        <translation>没有安装含汉字的字体；在 Debian 上请安装软件包 {package}。</translation>
    </message>
    <message>
        <source>Something went wrong inside Gradsim ({reason}); the run goes on. Details are in {path}.</source>
        <translation>Gradsim 内部出错（{reason}）；运行仍在继续。详情见 {path}。</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Explain this picture</source>
        <translation>解释这张图</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>保存图片…</translation>
    </message>
    <message>
        <source>Enlarge, or back again</source>
        <translation>放大，或还原</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save data (CSV)…</source>
        <translation>保存数据 (CSV)…</translation>
    </message>
    <message>
        <source>Put back into the window</source>
        <translation>放回窗口</translation>
    </message>
    <message>
        <source>Take out of the window</source>
        <translation>移出窗口</translation>
    </message>
    <message>
        <source>Close (View ▸ Pictures brings it back)</source>
        <translation>关闭（“视图 ▸ 图片”可找回）</translation>
    </message>
</context>
<context>
    <name>CheckDialog</name>
    <message>
        <source>Self-check</source>
        <translation>自检</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>The engine compares the first pass with autograd and with finite differences. The run goes on afterwards.</source>
        <translation>引擎正在把第一次前向和反向传播与自动微分和有限差分作比较；完成后运行会继续。</translation>
    </message>
    <message>
        <source>Every layer agrees with autograd and with finite differences.</source>
        <translation>每一层都与自动微分和有限差分一致。</translation>
    </message>
    <message>
        <source>Every time step agrees with autograd, every parameter with finite differences, too.</source>
        <translation>每个时间步都与自动微分一致，每个参数也与有限差分一致。</translation>
    </message>
    <message>
        <source>Relative errors in float64, samples: {samples} of {batch}. {loose}: only rounding is left of the number itself, or it is held against an estimate.</source>
        <translation>float64 下的相对误差，使用 {batch} 个样本中的 {samples} 个。{loose}：该数值相消后只剩舍入误差，或者比较对象是估计值。</translation>
    </message>
    <message>
        <source>The loss is off by {error}.</source>
        <translation>损失的误差为 {error}。</translation>
    </message>
    <message>
        <source>{quantity} at {site} is off by {error}; allowed is {limit}. The first wrong number is there.</source>
        <translation>{site} 的 {quantity} 误差为 {error}，允许值为 {limit}；第一个错误的数值就在这里。</translation>
    </message>
    <message>
        <source>Largest error against autograd: {error} ({quantity}, {site}).</source>
        <translation>与自动微分相比的最大误差：{error}（{site}，{quantity}）。</translation>
    </message>
    <message>
        <source>Largest error against finite differences: {error} ({quantity}, {site}).</source>
        <translation>与有限差分相比的最大误差：{error}（{site}，{quantity}）。</translation>
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
        <translation>层</translation>
    </message>
    <message>
        <source>Time step</source>
        <translation>时间步</translation>
    </message>
    <message>
        <source>Against autograd over the whole network.</source>
        <translation>与整个网络的自动微分比较。</translation>
    </message>
    <message>
        <source>Against the whole Jacobian by autograd.</source>
        <translation>与自动微分求得的完整雅可比矩阵比较。</translation>
    </message>
    <message>
        <source>Against an estimate by random projections of the Jacobian by autograd.</source>
        <translation>与用随机投影估计的（自动微分的）雅可比矩阵比较。</translation>
    </message>
    <message>
        <source>Against central differences of the loss.</source>
        <translation>与损失的中心差分比较。</translation>
    </message>
    <message>
        <source>Against central differences of ⟨∂L/∂a, a⟩ behind the layer: the loss itself changes by less than its rounding error, or the network is too deep to do that for every layer.</source>
        <translation>与该层之后 ⟨∂L/∂a, a⟩ 的中心差分比较：损失本身的变化小于其舍入误差，或者网络太深，无法对每一层都用损失计算。</translation>
    </message>
    <message>
        <source>Allowed: {limit}.</source>
        <translation>允许：{limit}。</translation>
    </message>
</context>
<context>
    <name>ClipScaleView</name>
    <message>
        <source>Clip scale</source>
        <translation>裁剪系数</translation>
    </message>
    <message>
        <source>The factor that clipping multiplied the gradient with at every step: 1 where nothing was clipped. The smaller, the less is left of the step that the learning rate asks for. A click goes to a step.</source>
        <translation>每一步裁剪对梯度所乘的系数：未裁剪时为 1。系数越小，学习率所要求的步幅剩下得越少。点击可前往该步。</translation>
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
        <translation>权重梯度</translation>
    </message>
    <message>
        <source>weight gradient after clipping</source>
        <translation>裁剪后的权重梯度</translation>
    </message>
    <message>
        <source>bias gradient</source>
        <translation>偏置梯度</translation>
    </message>
    <message>
        <source>gradients that underflowed to zero</source>
        <translation>下溢为零的梯度</translation>
    </message>
    <message>
        <source>factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>standard error of the factor</source>
        <translation>因子的标准误差</translation>
    </message>
    <message>
        <source>factor of a residual block</source>
        <translation>残差块的因子</translation>
    </message>
    <message>
        <source>measured gain</source>
        <translation>实测增益</translation>
    </message>
    <message>
        <source>product of the factors behind</source>
        <translation>后方因子之积</translation>
    </message>
    <message>
        <source>update ratio</source>
        <translation>更新比率</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>size of a weight</source>
        <translation>单个权重的大小</translation>
    </message>
    <message>
        <source>spectral norm of the weights</source>
        <translation>权重的谱范数</translation>
    </message>
    <message>
        <source>mean of z</source>
        <translation>z 的均值</translation>
    </message>
    <message>
        <source>spread of z</source>
        <translation>z 的标准差</translation>
    </message>
    <message>
        <source>mean of the activation</source>
        <translation>激活值的均值</translation>
    </message>
    <message>
        <source>spread of the activation</source>
        <translation>激活值的标准差</translation>
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
        <translation>失活单元</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>饱和</translation>
    </message>
    <message>
        <source>numbers that are not finite</source>
        <translation>非有限的数</translation>
    </message>
    <message>
        <source>factor in theory</source>
        <translation>理论因子</translation>
    </message>
    <message>
        <source>variance of z in theory</source>
        <translation>z 的理论方差</translation>
    </message>
    <message>
        <source>spectral radius of the recurrent weights</source>
        <translation>循环权重的谱半径</translation>
    </message>
    <message>
        <source>forget gate</source>
        <translation>遗忘门</translation>
    </message>
    <message>
        <source>input gate</source>
        <translation>输入门</translation>
    </message>
    <message>
        <source>output gate</source>
        <translation>输出门</translation>
    </message>
    <message>
        <source>product of the later forget gates</source>
        <translation>之后各遗忘门之积</translation>
    </message>
    <message>
        <source>gradient at the cell state</source>
        <translation>细胞状态处的梯度</translation>
    </message>
    <message>
        <source>reset gate</source>
        <translation>重置门</translation>
    </message>
    <message>
        <source>update gate</source>
        <translation>更新门</translation>
    </message>
</context>
<context>
    <name>ColumnHeatmapView</name>
    <message>
        <source>Over time</source>
        <translation>随时间的变化</translation>
    </message>
    <message>
        <source>time step × training step</source>
        <translation>时间步 × 训练步</translation>
    </message>
    <message>
        <source>layer × step</source>
        <translation>层 × 步</translation>
    </message>
    <message>
        <source>{drawn} · one step in {count} is drawn</source>
        <translation>{drawn} · 每 {count} 步画一步</translation>
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
        <translation>每一行是一个时间步，t = 1 在最上方，逐层排列。</translation>
    </message>
    <message>
        <source>Each row is a layer, layer 1 at the top.</source>
        <translation>每一行是一层，第 1 层在最上方。</translation>
    </message>
    <message>
        <source>{rows} Each column is a training step; its colour is the number chosen in the list. Magnitudes are shown as log₁₀, factors around 1, means around 0, shares from 0 to 1. ‖∂L/∂a‖, ‖∂L/∂W‖ and the factor are measured at every step; all other numbers are known at the steps that were looked at completely: every one in slow motion, some at full speed, and every one while “every step” is pressed. Hatched: nobody looked. The line shows where the run stands; a click goes to a step. Exact zeros are grey-blue, NaN and ∞ cyan.</source>
        <translation>{rows}每一竖条是一个训练步；颜色表示列表中所选的量。大小按 log₁₀ 显示，因子以 1 为中心，均值以 0 为中心，比例从 0 到 1。‖∂L/∂a‖、‖∂L/∂W‖ 和因子每一步都测量；其余各量只在完整查看过的步上已知：慢动作时每一步，全速时其中一些，按下“每一步”期间则每一步。斜线：未查看。竖线表示运行所在的位置；点击可前往该步。恰为零是灰蓝色，NaN 与 ∞ 是青色。</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>要显示的量</translation>
    </message>
    <message>
        <source>every step</source>
        <translation>每一步</translation>
    </message>
    <message>
        <source>Look at every step while this is pressed, so that the record of this column has no gaps. It costs about 15 to 30 % of the speed, for the spectral norm about three quarters.</source>
        <translation>按下期间每一步都完整查看，使这个量的记录没有空缺。速度约降低 15–30 %，谱范数则约降低四分之三。</translation>
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
        <translation>理论 {factor}</translation>
    </message>
    <message>
        <source>product from the loss {product}</source>
        <translation>自损失起的乘积 {product}</translation>
    </message>
    <message>
        <source>‖∂L/∂W‖ {norm} · update ratio {ratio}</source>
        <translation>‖∂L/∂W‖ {norm} · 更新比率 {ratio}</translation>
    </message>
    <message>
        <source>no {place}</source>
        <translation>没有{place}</translation>
    </message>
    <message>
        <source>skip {skip} · branch {branch} · cos {cosine}</source>
        <translation>跳跃连接 {skip} · 支路 {branch} · cos {cosine}</translation>
    </message>
    <message>
        <source>into block {span}: {text}</source>
        <translation>进入残差块 {span}：{text}</translation>
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
        <translation>滚轮可显示更少或更多的列，拖动可移动。单击选择一个时间步，双击在“层”视角中打开；按 A 或双击列以外的地方显示全部。</translation>
    </message>
    <message>
        <source>The wheel shows fewer or more columns, drag moves them. A click chooses a layer, a double click opens it in the Layer perspective; A or a double click beside the columns shows all.</source>
        <translation>滚轮可显示更少或更多的列，拖动可移动。单击选择一层，双击在“层”视角中打开；按 A 或双击列以外的地方显示全部。</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>&amp;Undo</source>
        <translation>撤消(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>恢复(&amp;R)</translation>
    </message>
    <message>
        <source>{verb}: {edit}</source>
        <translation>{verb}：{edit}</translation>
    </message>
    <message>
        <source>Restart engine</source>
        <translation>重新启动引擎</translation>
    </message>
    <message>
        <source>Open experiment</source>
        <translation>打开实验</translation>
    </message>
    <message>
        <source>Experiments (*.json);;All files (*)</source>
        <translation>实验 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>The experiment has been changed. Save it?</source>
        <translation>实验已被更改。要保存吗？</translation>
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
        <translation>没有差别</translation>
    </message>
    <message>
        <source>Go on with {variant}</source>
        <translation>用 {variant} 继续</translation>
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
        <translation>从此处分支 ▾</translation>
    </message>
    <message>
        <source>A variant that starts from the present state of the run, weights and all</source>
        <translation>从运行的当前状态（包括权重）开始的变体</translation>
    </message>
    <message>
        <source>Main run</source>
        <translation>主运行</translation>
    </message>
    <message>
        <source>The experiment at the left</source>
        <translation>左侧的实验</translation>
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
        <translation>{differences}（已计算 {share} %）</translation>
    </message>
    <message>
        <source>Press a button, then play: its run keeps step, on the same batches.</source>
        <translation>按一个按钮，再点播放：它的运行使用相同的批次，步调一致。</translation>
    </message>
    <message>
        <source>Go on with this run: its settings, its weights, its past. One with the present settings stays beside it</source>
        <translation>用这个运行继续：它的设置、权重和过去。采用当前设置的运行留在旁边</translation>
    </message>
    <message>
        <source>Compare with this run no longer</source>
        <translation>不再与此运行对比</translation>
    </message>
</context>
<context>
    <name>ComparisonView</name>
    <message>
        <source>Differences and numbers</source>
        <translation>差别与数值</translation>
    </message>
    <message>
        <source>Above, the numbers of the compared runs: the loss, the accuracy on the batch, what is left of the gradient at the first layer compared with the last, and the mean factor of a layer (the geometric mean, in residual nets over whole blocks): 1 leaves the gradient as it is. Below, every setting in which the runs differ. Rows that do not fit are left out: enlarge the card.</source>
        <translation>上面是各个运行的数值：损失、批次上的准确率、第一层的梯度与最后一层相比还剩多少，以及每层的平均因子（几何平均，残差网络按整个残差块计算）：1 表示梯度保持不变。下面是各个运行之间不同的每一项设置。放不下的行会省略：请放大卡片。</translation>
    </message>
    <message>
        <source>Main run</source>
        <translation>主运行</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
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
        <translation>尚无可对比的运行</translation>
    </message>
</context>
<context>
    <name>DistributionsView</name>
    <message>
        <source>Weights, gradient, update</source>
        <translation>权重、梯度、更新</translation>
    </message>
    <message>
        <source>how many entries have which value</source>
        <translation>各取值有多少个元素</translation>
    </message>
    <message>
        <source>Histograms of the entries of W, of its gradient ∂L/∂W (after clipping, once that is done) and of the last update ΔW = −η·direction. Every range is symmetric around 0 and moves in steps of 1, 2, 5; rms is the root mean square. Entries that are exactly 0 or not finite are counted in words. Of a time step, ∂L/∂W is its own share. Lines with a mark are the compared runs, each as high as its own peak; the axis holds all of them, so that a gradient much smaller than another&apos;s is a spike at 0.</source>
        <translation>W 的元素、其梯度 ∂L/∂W（裁剪之后则为裁剪后的值）以及上一次更新 ΔW = −η·方向 的直方图。每个范围都以 0 为中心，按 1、2、5 的步长变化；rms 是均方根。恰好为 0 或非有限的元素以文字计数。对时间步而言，∂L/∂W 是它自己的那一份。带标记的线是对比的运行，各自以自己的峰值为满高；横轴容纳全部运行，所以比别人小得多的梯度是 0 处的一根尖刺。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>还没有数值：走一步，或播放。</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>rms {value}</source>
        <translation>rms {value}</translation>
    </message>
    <message>
        <source>{count} × exactly 0</source>
        <translation>{count} 个恰为 0</translation>
    </message>
    <message>
        <source>{count} × NaN or ∞</source>
        <translation>{count} 个 NaN 或 ∞</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>{path}: there is no such file.</source>
        <translation>{path}：没有这个文件。</translation>
    </message>
    <message>
        <source>{path}: the file cannot be read ({reason}).</source>
        <translation>{path}：无法读取文件（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: the file cannot be written ({reason}).</source>
        <translation>{path}：无法写入文件（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: {size} bytes is too large for an experiment file; at most {limit} bytes are allowed.</source>
        <translation>{path}：{size} 字节对实验文件来说太大；最多允许 {limit} 字节。</translation>
    </message>
    <message>
        <source>{path}: not a JSON file (line {line}, column {column}); an experiment file is UTF-8 JSON.</source>
        <translation>{path}：不是 JSON 文件（第 {line} 行，第 {column} 列）；实验文件是 UTF-8 编码的 JSON。</translation>
    </message>
    <message>
        <source>{path}: not UTF-8 text; an experiment file is UTF-8 JSON.</source>
        <translation>{path}：不是 UTF-8 文本；实验文件是 UTF-8 编码的 JSON。</translation>
    </message>
    <message>
        <source>{path}: the file holds no JSON object; an experiment file is one object with &quot;format&quot; and &quot;version&quot;.</source>
        <translation>{path}：文件中没有 JSON 对象；实验文件是一个带有 &quot;format&quot; 和 &quot;version&quot; 的对象。</translation>
    </message>
    <message>
        <source>format: {value} is not allowed; this program reads &quot;gradsim-experiment&quot;.</source>
        <translation>format：不允许 {value}；本程序读取 &quot;gradsim-experiment&quot;。</translation>
    </message>
    <message>
        <source>version: {value} was written by a newer Gradsim; this one reads version {limit}.</source>
        <translation>version：{value} 由更新版本的 Gradsim 写成；本程序读取版本 {limit}。</translation>
    </message>
    <message>
        <source>{key}: unknown key; allowed here: {allowed}.</source>
        <translation>{key}：未知的键；此处允许：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: missing; it must be given.</source>
        <translation>{key}：缺失；必须给出。</translation>
    </message>
    <message>
        <source>{key}: {value} is not a number; allowed: {allowed}.</source>
        <translation>{key}：{value} 不是数；允许：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is not a whole number; allowed: {allowed}.</source>
        <translation>{key}：{value} 不是整数；允许：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is out of range; allowed: {allowed}.</source>
        <translation>{key}：{value} 超出范围；允许：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is not a finite number; allowed: {allowed}.</source>
        <translation>{key}：{value} 不是有限的数；允许：{allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is not allowed; choose one of {allowed}.</source>
        <translation>{key}：不允许 {value}；请从 {allowed} 中选择。</translation>
    </message>
    <message>
        <source>{key}: {value} has the wrong type; expected {allowed}.</source>
        <translation>{key}：{value} 类型不对；应为 {allowed}。</translation>
    </message>
    <message>
        <source>{key}: a value of shape {value} does not fit; expected {allowed}.</source>
        <translation>{key}：形状为 {value} 的值不合适；应为 {allowed}。</translation>
    </message>
    <message>
        <source>{key}: {value} is not allowed; {allowed}.</source>
        <translation>{key}：不允许 {value}；{allowed}。</translation>
    </message>
    <message>
        <source>model.norm.position: after_residual needs residual links; set model.residual, or choose before_activation or after_activation.</source>
        <translation>model.norm.position：after_residual 需要残差连接；请设置 model.residual，或选择 before_activation 或 after_activation。</translation>
    </message>
    <message>
        <source>data.batch_size: {value} is too small for batch_norm; it needs at least 2 samples.</source>
        <translation>data.batch_size：{value} 对 batch_norm 来说太小；至少需要 2 个样本。</translation>
    </message>
    <message>
        <source>loss: cross_entropy needs classes, but the targets of the data {kind} are numbers; choose mse, mean_output or random_readout.</source>
        <translation>loss：cross_entropy 需要类别，但数据 {kind} 的目标是数值；请选择 mse、mean_output 或 random_readout。</translation>
    </message>
    <message>
        <source>loss: bce needs classes, or numbers from 0 to 1, which the targets of the data {kind} are not; choose mse, mean_output or random_readout.</source>
        <translation>loss：bce 需要类别或 0 到 1 之间的数值，而数据 {kind} 的目标不是；请选择 mse、mean_output 或 random_readout。</translation>
    </message>
    <message>
        <source>data.kind: {value} holds no sequences, which {model} needs; choose a data set of sequences.</source>
        <translation>data.kind：{value} 不含序列，而 {model} 需要序列；请选择序列数据集。</translation>
    </message>
    <message>
        <source>model.activation.kind: {value} mixes the units; a cell of kind {model} needs one that acts on each unit alone.</source>
        <translation>model.activation.kind：{value} 会混合各单元；{model} 单元需要逐单元作用的激活函数。</translation>
    </message>
    <message>
        <source>{key}: lsuv scales layer after layer and is not defined for the time steps of {model}; choose another initialization.</source>
        <translation>{key}：lsuv 逐层缩放，对 {model} 的时间步没有定义；请选择其他初始化。</translation>
    </message>
    <message>
        <source>model.kind: {value} needs images, but {data} has none; choose data that are images, such as digits.</source>
        <translation>model.kind：{value} 需要图像，但 {data} 不是图像；请选择图像数据，例如 digits。</translation>
    </message>
    <message>
        <source>model.depth: {value} does not fit; three stages of equal blocks have {below} or {above} layers.</source>
        <translation>model.depth：{value} 不合适；三个阶段、每段块数相同的网络有 {below} 或 {above} 层。</translation>
    </message>
    <message>
        <source>This experiment needs about {need} of memory, but only {available} can be used; make depth, width or batch size smaller.</source>
        <translation>这个实验约需 {need} 内存，但只有 {available} 可用；请减小深度、宽度或批大小。</translation>
    </message>
    <message>
        <source>device: {value} is not available here; allowed: {allowed}.</source>
        <translation>device：此处没有 {value}；允许：{allowed}。</translation>
    </message>
    <message>
        <source>Step {step}: the first number that is not finite appeared in the forward pass at layer {site} ({quantity}). The run is paused; everything up to there is kept.</source>
        <translation>第 {step} 步：第一个非有限的数出现在前向传播的第 {site} 层（{quantity}）。运行已暂停；此前的一切都已保留。</translation>
    </message>
    <message>
        <source>Step {step}: the loss is the first number that is not finite. The run is paused; everything up to there is kept.</source>
        <translation>第 {step} 步：损失是第一个非有限的数。运行已暂停；此前的一切都已保留。</translation>
    </message>
    <message>
        <source>Step {step}: the first number that is not finite appeared in the backward pass at layer {site} ({quantity}). The run is paused; everything up to there is kept.</source>
        <translation>第 {step} 步：第一个非有限的数出现在反向传播的第 {site} 层（{quantity}）。运行已暂停；此前的一切都已保留。</translation>
    </message>
    <message>
        <source>The self-check has nothing to compare: even in float64 the first pass gives numbers that are not finite.</source>
        <translation>自检无法比较：即使用 float64，第一次前向与反向传播也会得到非有限的数值。</translation>
    </message>
    <message>
        <source>{path}: this checkpoint belongs to another experiment.</source>
        <translation>{path}：这个检查点属于另一个实验。</translation>
    </message>
    <message>
        <source>The engine failed: {reason}.</source>
        <translation>引擎出错：{reason}。</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>退出码 {code}</translation>
    </message>
    <message>
        <source>it closed its end of the pipe</source>
        <translation>它关闭了自己一端的管道</translation>
    </message>
    <message>
        <source>The engine process ended unexpectedly ({reason}); a new one goes on from its last saved state (step {step} or later).</source>
        <translation>引擎进程意外结束（{reason}）；新的引擎从上次保存的状态（第 {step} 步或之后）继续。</translation>
    </message>
    <message>
        <source>The state saved before the engine ended cannot be used; the run starts again at step 0.</source>
        <translation>引擎结束前保存的状态无法使用；运行从第 0 步重新开始。</translation>
    </message>
    <message>
        <source>The engine process cannot be started ({reason}).</source>
        <translation>无法启动引擎进程（{reason}）。</translation>
    </message>
    <message>
        <source>Everything that determines a run. See DESIGN for the file format (version 1).</source>
        <translation>决定一次运行的全部内容。</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>A name for this experiment.</source>
        <translation>这个实验的名称。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Start of all random numbers: the same seed gives the same run.</source>
        <translation>所有随机数的起点：同一种子给出同样的运行。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Number format of all tensors. In bfloat16 and float16 every result is rounded to it, and the update works on a float32 copy of the parameters.</source>
        <translation>所有张量的数字格式。采用 bfloat16 和 float16 时，每个结果都舍入到该格式，而更新作用于参数的 float32 副本。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Where the samples come from.</source>
        <translation>样本从何而来。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>The number whose gradient is propagated.</source>
        <translation>被传播的正是它的梯度。</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>The rule of the update.</source>
        <translation>更新的规则。</translation>
    </message>
    <message>
        <source>Loss scaling</source>
        <translation>损失缩放</translation>
    </message>
    <message>
        <source>Lifts small gradients of a narrow number format above its underflow.</source>
        <translation>把窄数字格式中的小梯度抬到下溢界限之上。</translation>
    </message>
    <message>
        <source>Clipping</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>What is done to a large gradient before the update.</source>
        <translation>更新之前如何处理过大的梯度。</translation>
    </message>
    <message>
        <source>Probes</source>
        <translation>探针数</translation>
    </message>
    <message>
        <source>Random probes per estimate, where a factor has no closed form that is cheap enough; more are slower and have a smaller standard error.</source>
        <translation>因子没有足够廉价的解析式时，每次估计所用的随机探针数；越多越慢，标准误差越小。</translation>
    </message>
    <message>
        <source>probes</source>
        <translation>个</translation>
    </message>
    <message>
        <source>1,797 real 8×8 images of handwritten digits (scikit-learn&apos;s copy of the UCI set), standardised.</source>
        <translation>1797 张真实的 8×8 手写数字图像（scikit-learn 收录的 UCI 数据集），已标准化。</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Samples per step; never more than the data set has.</source>
        <translation>每步的样本数；不超过数据集所有。</translation>
    </message>
    <message>
        <source>samples</source>
        <translation>个样本</translation>
    </message>
    <message>
        <source>Two interleaving half circles in the plane.</source>
        <translation>平面上两个交错的半圆。</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Number of samples in the data set.</source>
        <translation>数据集中的样本数。</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Standard deviation of the Gaussian noise added to each coordinate.</source>
        <translation>加在每个坐标上的高斯噪声的标准差。</translation>
    </message>
    <message>
        <source>A circle inside another one.</source>
        <translation>一个圆在另一个圆之内。</translation>
    </message>
    <message>
        <source>Interleaved spiral arms, one per class.</source>
        <translation>交错的螺旋臂，每类一条。</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别数</translation>
    </message>
    <message>
        <source>Number of classes.</source>
        <translation>类别的数目。</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>个类别</translation>
    </message>
    <message>
        <source>Independent normal inputs with random labels: what mean-field theory assumes.</source>
        <translation>独立的正态输入与随机标签：平均场理论的假设。</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征数</translation>
    </message>
    <message>
        <source>{path}: not a file.</source>
        <translation>{path}：不是文件。</translation>
    </message>
    <message>
        <source>{path}: {size} bytes is too large for a data file; at most {limit} bytes are allowed.</source>
        <translation>{path}：{size} 字节对数据文件来说太大；最多允许 {limit} 字节。</translation>
    </message>
    <message>
        <source>{path}: the file has changed since it was read; any edit of the experiment reads it again.</source>
        <translation>{path}：文件在读取之后已被更改；对实验作任何修改都会重新读取它。</translation>
    </message>
    <message>
        <source>data.path: choose a CSV file.</source>
        <translation>data.path：请选择一个 CSV 文件。</translation>
    </message>
    <message>
        <source>{path}: not UTF-8 text; save the CSV file in UTF-8.</source>
        <translation>{path}：不是 UTF-8 文本；请把 CSV 文件存为 UTF-8。</translation>
    </message>
    <message>
        <source>{path}: line {line} is not a line of a CSV file ({reason}).</source>
        <translation>{path}：第 {line} 行不是 CSV 文件的一行（{reason}）。</translation>
    </message>
    <message>
        <source>{path}: line {line}, column {column}: the value is missing; fill it in or remove the line.</source>
        <translation>{path}：第 {line} 行，列 {column}：缺失值；请补上数值或删除该行。</translation>
    </message>
    <message>
        <source>{path}: line {line}, column {column}: {value} is not a finite number; only the target may be text.</source>
        <translation>{path}：第 {line} 行，列 {column}：{value} 不是有限的数；只有目标列可以是文本。</translation>
    </message>
    <message>
        <source>data.target: {path} has {found} columns of the name {value}; choose one of {allowed}.</source>
        <translation>data.target：{path} 中名为 {value} 的列有 {found} 个；请从 {allowed} 中选择。</translation>
    </message>
    <message>
        <source>data.directory: choose the folder with the IDX files of MNIST or Fashion-MNIST.</source>
        <translation>data.directory：请选择存放 MNIST 或 Fashion-MNIST 的 IDX 文件的文件夹。</translation>
    </message>
    <message>
        <source>{path}: there is no {value} (or {value}.gz) in this folder; MNIST and Fashion-MNIST have it.</source>
        <translation>{path}：这个文件夹里没有 {value}（或 {value}.gz）；MNIST 和 Fashion-MNIST 都有这个文件。</translation>
    </message>
    <message>
        <source>{path}: not a complete gzip file.</source>
        <translation>{path}：不是完整的 gzip 文件。</translation>
    </message>
    <message>
        <source>{path}: not the IDX file its name promises: it starts with {value}; expected {allowed}.</source>
        <translation>{path}：不是文件名所说的 IDX 文件：它以 {value} 开头；应为 {allowed}。</translation>
    </message>
    <message>
        <source>{path}: images of {value} pixels; expected {allowed}.</source>
        <translation>{path}：图像为 {value} 像素；应为 {allowed}。</translation>
    </message>
    <message>
        <source>{path}: the label {value} is not allowed; expected {allowed}.</source>
        <translation>{path}：标签 {value} 不被允许；应为 {allowed}。</translation>
    </message>
    <message>
        <source>device: {value} cannot compute in float64; choose float32 or a narrower format, or another device.</source>
        <translation>device：{value} 不能以 float64 计算；请选择 float32 或更窄的格式，或换一个设备。</translation>
    </message>
    <message>
        <source>The device {device} failed ({reason}); the run goes on with the CPU.</source>
        <translation>设备 {device} 出错（{reason}）；运行改在 CPU 上继续。</translation>
    </message>
    <message>
        <source>auto: a CUDA GPU where there is one, else the CPU. mps: the GPU of an Apple computer.</source>
        <translation>自动：有 CUDA GPU 时用它，否则用 CPU。mps：苹果电脑的 GPU。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>The kind of the network; each has its own fields.</source>
        <translation>网络的种类；每一种都有自己的选项。</translation>
    </message>
    <message>
        <source>Exclusive or: the corners (±1, ±1) of a square; two opposite ones are a class.</source>
        <translation>异或：正方形的四个角 (±1, ±1)；相对的两个角为一类。</translation>
    </message>
    <message>
        <source>Round clouds of points, one per class, around centres drawn from the square (cube, …) from −2 to 2.</source>
        <translation>圆形点云，每类一个，中心取自 −2 到 2 的正方形（立方体……）。</translation>
    </message>
    <message>
        <source>Number of inputs per sample.</source>
        <translation>每个样本的输入数。</translation>
    </message>
    <message>
        <source>features</source>
        <translation>个特征</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>Standard deviation of each cloud.</source>
        <translation>每个点云的标准差。</translation>
    </message>
    <message>
        <source>Fisher&apos;s 150 irises of three species: four lengths in cm (scikit-learn&apos;s copy), standardised.</source>
        <translation>Fisher 的 150 朵鸢尾花，三个品种：四个长度（厘米，scikit-learn 收录），已标准化。</translation>
    </message>
    <message>
        <source>178 Italian wines of three growers: 13 chemical measurements (scikit-learn&apos;s copy of the UCI set), standardised.</source>
        <translation>三种来源的 178 份意大利葡萄酒：13 项化学测量（scikit-learn 收录的 UCI 数据集），已标准化。</translation>
    </message>
    <message>
        <source>569 tumours, malignant or benign: 30 measurements of cells (scikit-learn&apos;s copy of the UCI set), standardised.</source>
        <translation>569 例肿瘤，恶性或良性：30 项细胞测量（scikit-learn 收录的 UCI 数据集），已标准化。</translation>
    </message>
    <message>
        <source>Time steps</source>
        <translation>时间步数</translation>
    </message>
    <message>
        <source>Each sample is a sequence of this many time steps; a network that is not recurrent sees them side by side.</source>
        <translation>每个样本是由这么多时间步组成的序列；非循环网络则把各步并排看到。</translation>
    </message>
    <message>
        <source>Standard deviation of each input.</source>
        <translation>每个输入的标准差。</translation>
    </message>
    <message>
        <source>Rescale</source>
        <translation>重新缩放</translation>
    </message>
    <message>
        <source>Rescale every sample to the norm std·√features exactly.</source>
        <translation>把每个样本精确缩放到范数 std·√features。</translation>
    </message>
    <message>
        <source>The same input in every sample: for chains whose factors can be checked by hand.</source>
        <translation>每个样本的输入都相同：用于可以手工验算因子的链。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>The value of every input.</source>
        <translation>每个输入的值。</translation>
    </message>
    <message>
        <source>MNIST or Fashion-MNIST from the IDX files of their training images (28×28 pixels, plain or .gz), standardised.</source>
        <translation>MNIST 或 Fashion-MNIST：读取其训练图像的 IDX 文件（28×28 像素，未压缩或 .gz），已标准化。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Holds train-images-idx3-ubyte and train-labels-idx1-ubyte, or the same with .gz.</source>
        <translation>其中有 train-images-idx3-ubyte 和 train-labels-idx1-ubyte，或者同名的 .gz 文件。</translation>
    </message>
    <message>
        <source>The first this many images of the files are used.</source>
        <translation>使用文件中最前面的这么多幅图像。</translation>
    </message>
    <message>
        <source>A table of numbers from a CSV file (UTF-8; comma, semicolon or tab), standardised; one column is the target.</source>
        <translation>CSV 文件中的数值表（UTF-8；逗号、分号或制表符），已标准化；其中一列是目标。</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>A relative path starts at the folder where the program was started.</source>
        <translation>相对路径从启动程序时所在的文件夹算起。</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Name of the column to predict, or its number from 1 if there is no header; empty: the last column.</source>
        <translation>要预测的列的名称；没有表头时为列号（从 1 起）；留空：最后一列。</translation>
    </message>
    <message>
        <source>Target kind</source>
        <translation>目标类型</translation>
    </message>
    <message>
        <source>Classes, or values (numbers to predict); auto: text and up to 1000 different whole numbers are classes.</source>
        <translation>类别（classes）或数值（values，要预测的数）；auto：文本和至多 1000 个不同的整数视为类别。</translation>
    </message>
    <message>
        <source>Standardise target</source>
        <translation>标准化目标</translation>
    </message>
    <message>
        <source>Give numbers to predict mean 0 and standard deviation 1.</source>
        <translation>使要预测的数均值为 0、标准差为 1。</translation>
    </message>
    <message>
        <source>Add the two marked numbers of a long sequence (Hochreiter &amp; Schmidhuber 1997): a number to predict.</source>
        <translation>把长序列中两个有标记的数相加（Hochreiter &amp; Schmidhuber 1997）：预测一个数值。</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Time steps of a sample.</source>
        <translation>一个样本的时间步数。</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>{path}: the number of columns is {value}; allowed: 2 to {limit}, separated by commas, semicolons or tabs.</source>
        <translation>{path}：有 {value} 列；允许 2 到 {limit} 列，用逗号、分号或制表符分隔。</translation>
    </message>
    <message>
        <source>{path}: the number of rows of data is {value}; at least 2 are needed.</source>
        <translation>{path}：有 {value} 行数据；至少需要 2 行。</translation>
    </message>
    <message>
        <source>{path}: the number of cells in line {line} is {value}; expected {allowed}, as in the first line.</source>
        <translation>{path}：第 {line} 行有 {value} 个单元格；应与第一行一样为 {allowed} 个。</translation>
    </message>
    <message>
        <source>{path}: the number of different values of the target {column} is {value}; 2 to {limit} classes are allowed. Set data.target_kind to values to predict numbers, or choose another target.</source>
        <translation>{path}：目标 {column} 有 {value} 个不同的值；允许 2 到 {limit} 个类别。要预测数值，请把 data.target_kind 设为 values，或者选择别的目标。</translation>
    </message>
    <message>
        <source>{path}: the length after the header is {value}, but the header promises {allowed}; the file is damaged or incomplete.</source>
        <translation>{path}：文件头之后有 {value} 字节，而文件头声明为 {allowed}；文件已损坏或不完整。</translation>
    </message>
    <message>
        <source>{path}: number of images: {value}, of labels: {allowed}; the files do not belong together.</source>
        <translation>{path}：有 {value} 幅图像，却有 {allowed} 个标签；这两个文件不是一套。</translation>
    </message>
    <message>
        <source>{key}: the length {value} does not fit; expected {allowed}.</source>
        <translation>{key}：有 {value} 项；应为 {allowed} 项。</translation>
    </message>
    <message>
        <source>model.depth: {value} does not fit model.widths, whose length is {allowed}; give one of the two.</source>
        <translation>model.depth：{value} 与有 {allowed} 项的 model.widths 不符；请只给出其中之一。</translation>
    </message>
    <message>
        <source>model.activation: the length {value} does not fit; give one activation for all layers, or a list of {allowed}.</source>
        <translation>model.activation：{allowed} 层却有 {value} 个激活函数；请给出一个通用的，或每层一个。</translation>
    </message>
    <message>
        <source>model.head: none needs a last layer of width {allowed} for the loss {loss}, but its width is {value}.</source>
        <translation>model.head：损失为 {loss} 时，none 要求最后一层的宽度为 {allowed}，但它是 {value}。</translation>
    </message>
    <message>
        <source>optimizer.schedule.warmup: {value} must be less than optimizer.schedule.steps, which is {allowed}.</source>
        <translation>optimizer.schedule.warmup：{value} 必须小于 optimizer.schedule.steps，即 {allowed}。</translation>
    </message>
    <message>
        <source>Ten symbols to be repeated after a long delay (Arjovsky et al. 2016), one-hot with a blank and a cue.</source>
        <translation>经过长时间延迟后复述十个符号（Arjovsky 等 2016），独热编码，另有空白符和提示符。</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Time steps between the last symbol and the first answer.</source>
        <translation>最后一个符号与第一个答案之间的时间步数。</translation>
    </message>
    <message>
        <source>The handwritten digits as sequences: a few pixels at each time step, row by row.</source>
        <translation>把手写数字当作序列：逐行读取，每个时间步几个像素。</translation>
    </message>
    <message>
        <source>Time steps per image: 8 to 64 share out its 64 pixels; 256 and 784 are the pixels of the image enlarged to 16×16 and 28×28.</source>
        <translation>每幅图像的时间步数：8 到 64 步均分它的 64 个像素；256 和 784 是把图像放大到 16×16 和 28×28 后的像素数。</translation>
    </message>
    <message>
        <source>A dense network: ``depth`` hidden layers and, unless ``head`` is none, a linear head.</source>
        <translation>全连接网络：``depth`` 个隐藏层；除非 ``head`` 为 none，还有一个线性输出头。</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Number of hidden layers.</source>
        <translation>隐藏层的层数。</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Units in every hidden layer.</source>
        <translation>每个隐藏层的单元数。</translation>
    </message>
    <message>
        <source>units</source>
        <translation>个单元</translation>
    </message>
    <message>
        <source>Widths</source>
        <translation>各层宽度</translation>
    </message>
    <message>
        <source>Units of each hidden layer, if they differ.</source>
        <translation>各隐藏层的单元数（若不相同）。</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>激活函数</translation>
    </message>
    <message>
        <source>The function σ between the layers.</source>
        <translation>层与层之间的函数 σ。</translation>
    </message>
    <message>
        <source>Initialization</source>
        <translation>初始化</translation>
    </message>
    <message>
        <source>How the weights are drawn.</source>
        <translation>权重如何抽取。</translation>
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
        <translation>归一化</translation>
    </message>
    <message>
        <source>Normalization inside every layer.</source>
        <translation>每层内部的归一化。</translation>
    </message>
    <message>
        <source>Residual links</source>
        <translation>残差连接</translation>
    </message>
    <message>
        <source>Skip links past the layers.</source>
        <translation>绕过各层的跳跃连接。</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>丢弃率</translation>
    </message>
    <message>
        <source>Share of the units silenced at random in every step.</source>
        <translation>每一步随机置零的单元所占比例。</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>输出头</translation>
    </message>
    <message>
        <source>linear: a last layer from the width to the classes; none: the last hidden layer is the output.</source>
        <translation>linear：从层宽到类别数的最后一层；none：最后一个隐藏层就是输出。</translation>
    </message>
    <message>
        <source>The function σ of the layers.</source>
        <translation>各层的函数 σ。</translation>
    </message>
    <message>
        <source>Normalization after every convolution.</source>
        <translation>每个卷积之后的归一化。</translation>
    </message>
    <message>
        <source>Pooling</source>
        <translation>池化</translation>
    </message>
    <message>
        <source>How 2×2 pixels become one.</source>
        <translation>2×2 个像素如何合为一个。</translation>
    </message>
    <message>
        <source>Channels of the first convolution; the others keep AlexNet&apos;s proportions.</source>
        <translation>第一个卷积层的通道数；其余各层保持 AlexNet 的比例。</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>个通道</translation>
    </message>
    <message>
        <source>Number of layers: 6n + 2 (20, 32, 56, 110), or 9n + 2 with bottleneck blocks.</source>
        <translation>层数：6n + 2（20、32、56、110），用瓶颈块时为 9n + 2。</translation>
    </message>
    <message>
        <source>Channels of the first stage.</source>
        <translation>第一阶段的通道数。</translation>
    </message>
    <message>
        <source>Image size</source>
        <translation>图像大小</translation>
    </message>
    <message>
        <source>Images are scaled to this many pixels a side.</source>
        <translation>图像被缩放到每边这么多像素。</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>LeNet-5 on 32×32 images: 6 and 16 maps of 5×5 convolutions, each with 2×2 pooling, then 120 and 84 units.</source>
        <translation>32×32 图像上的 LeNet-5：两层 5×5 卷积，分别有 6 个和 16 个特征图，各带 2×2 池化，然后是 120 和 84 个单元。</translation>
    </message>
    <message>
        <source>{path}: {key} is missing; an experiment file has &quot;{key}&quot;: {allowed}.</source>
        <translation>{path}：缺少 {key}；实验文件须写明 &quot;{key}&quot;: {allowed}。</translation>
    </message>
    <message>
        <source>{key}: the experiment has no such field now, so it cannot be {value} in a variant.</source>
        <translation>{key}：当前实验没有这个字段，因此无法在变体中取 {value}。</translation>
    </message>
    <message>
        <source>{value} variants beside the run are too many; at most {limit} can be compared with it.</source>
        <translation>与主运行对比的变体有 {value} 个，太多了；最多 {limit} 个。</translation>
    </message>
    <message>
        <source>{variant}: this variant stands still, the others go on. {reason}</source>
        <translation>{variant}：这个变体停住了，其余的继续运行。{reason}</translation>
    </message>
    <message>
        <source>{variant}: this variant does not fit the experiment any more and is no longer compared. {reason}</source>
        <translation>{variant}：这个变体不再适合当前实验，已不再对比。{reason}</translation>
    </message>
    <message>
        <source>The variant {variant} is not there any more, so the run cannot go on with it.</source>
        <translation>变体 {variant} 已不存在，无法用它继续运行。</translation>
    </message>
    <message>
        <source>The compared runs are computed again from the seed.</source>
        <translation>参与对比的运行将从种子重新计算。</translation>
    </message>
    <message>
        <source>A branch goes on with the same batches, so {key} cannot differ; start the variant from the seed instead.</source>
        <translation>分支沿用相同的批次，因此 {key} 不能不同；请改为从种子开始这个变体。</translation>
    </message>
    <message>
        <source>A branch takes over the weights, but with this setting they have other shapes ({value} instead of {allowed}); start the variant from the seed instead.</source>
        <translation>分支沿用当前的权重，但在此设置下权重的形状不同（共 {value} 个参数，而不是 {allowed} 个）；请改为从种子开始这个变体。</translation>
    </message>
    <message>
        <source>{key}: the experiment has no such field, so it cannot be {value}.</source>
        <translation>{key}：实验没有这个字段，因此不能设为 {value}。</translation>
    </message>
    <message>
        <source>{key}: no values to try; give at least one.</source>
        <translation>{key}：没有可试的值；请至少给出一个。</translation>
    </message>
    <message>
        <source>{value} runs; 1 to {limit} are allowed.</source>
        <translation>{value} 次运行；允许 1 到 {limit} 次。</translation>
    </message>
    <message>
        <source>{key}: {value} is not a number; give numbers separated by commas, such as 2, 4, 8.</source>
        <translation>{key}：{value} 不是数字；请给出用逗号分隔的数字，例如 2, 4, 8。</translation>
    </message>
    <message>
        <source>--vary {value}: expected PATH=v1,v2,…, such as model.depth=5,10,20.</source>
        <translation>--vary {value}：应为 PATH=v1,v2,…，例如 model.depth=5,10,20。</translation>
    </message>
    <message>
        <source>seed: to run every combination with several seeds, give --seeds.</source>
        <translation>seed：要用多个种子运行每个组合，请使用 --seeds。</translation>
    </message>
    <message>
        <source>{key}: given twice; list all its values in one --vary.</source>
        <translation>{key}：给出了两次；请在一个 --vary 中列出它的所有值。</translation>
    </message>
    <message>
        <source>A process of the sweep ended unexpectedly, perhaps for want of memory.</source>
        <translation>扫描的一个进程意外结束，可能是内存不足。</translation>
    </message>
    <message>
        <source>AlexNet&apos;s five convolutions and three dense layers, scaled to 32×32 images.</source>
        <translation>AlexNet 的五个卷积层和三个全连接层，缩放到 32×32 图像。</translation>
    </message>
    <message>
        <source>The residual network without its skip links: a 3×3 convolution, then three stages of 3×3 convolutions.</source>
        <translation>去掉跳跃连接的残差网络：先是一个 3×3 卷积，然后是三个阶段的 3×3 卷积。</translation>
    </message>
    <message>
        <source>Residual blocks of two 3×3 convolutions, or bottlenecks of three, in three stages (He et al. 2016).</source>
        <translation>三个阶段的残差块，每块两个 3×3 卷积，或由三个卷积组成的瓶颈块（He 等，2016）。</translation>
    </message>
    <message>
        <source>Skip links past the blocks.</source>
        <translation>绕过各块的跳跃连接。</translation>
    </message>
    <message>
        <source>Bottleneck</source>
        <translation>瓶颈块</translation>
    </message>
    <message>
        <source>Blocks of 1×1, 3×3 and 1×1 convolutions, four times as wide at their ends.</source>
        <translation>由 1×1、3×3、1×1 卷积组成的块，两端的宽度是中间的四倍。</translation>
    </message>
    <message>
        <source>h_t = φ(W_x x_t + W_h h_{t−1} + b) (Elman 1990).</source>
        <translation>h_t = φ(W_x x_t + W_h h_{t−1} + b)（Elman，1990）。</translation>
    </message>
    <message>
        <source>Hidden units</source>
        <translation>隐藏单元</translation>
    </message>
    <message>
        <source>Units of the state h.</source>
        <translation>状态 h 的单元数。</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Recurrent layers on top of each other.</source>
        <translation>叠在一起的循环层数。</translation>
    </message>
    <message>
        <source>Recurrent weights</source>
        <translation>循环权重</translation>
    </message>
    <message>
        <source>How the weights from one time step to the next are drawn.</source>
        <translation>从一个时间步到下一个时间步的权重如何抽取。</translation>
    </message>
    <message>
        <source>Layer normalization inside the cell.</source>
        <translation>单元内部的层归一化。</translation>
    </message>
    <message>
        <source>Long short-term memory with a forget gate (Hochreiter &amp; Schmidhuber 1997; Gers et al. 2000).</source>
        <translation>带遗忘门的长短期记忆网络（Hochreiter &amp; Schmidhuber，1997；Gers 等，2000）。</translation>
    </message>
    <message>
        <source>Forget bias</source>
        <translation>遗忘门偏置</translation>
    </message>
    <message>
        <source>Added to the start value of the forget gate&apos;s bias; explicit biases stay as they are.</source>
        <translation>加到遗忘门偏置的初始值上；显式给出的偏置保持不变。</translation>
    </message>
    <message>
        <source>Gated recurrent unit (Cho et al. 2014), in the form of cuDNN and PyTorch.</source>
        <translation>门控循环单元（Cho 等，2014），采用 cuDNN 和 PyTorch 的形式。</translation>
    </message>
    <message>
        <source>Stochastic gradient descent.</source>
        <translation>随机梯度下降。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Step size of the update.</source>
        <translation>更新的步长。</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
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
        <translation>沿动量方向预看一步。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>λ of the penalty λ‖W‖²/2, added to the gradient.</source>
        <translation>惩罚项 λ‖W‖²/2 的 λ，加到梯度上。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>How the learning rate changes from step to step.</source>
        <translation>学习率如何随训练步变化。</translation>
    </message>
    <message>
        <source>Adam: updates divided by the root of the running mean of squared gradients.</source>
        <translation>Adam：更新量除以梯度平方滑动平均的平方根。</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation>Beta 1</translation>
    </message>
    <message>
        <source>Memory of the mean gradient.</source>
        <translation>梯度均值的记忆系数。</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>Beta 2</translation>
    </message>
    <message>
        <source>Memory of the mean squared gradient.</source>
        <translation>梯度平方均值的记忆系数。</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Epsilon</translation>
    </message>
    <message>
        <source>Added to the root of the mean squared gradient.</source>
        <translation>加到梯度平方均值的平方根上。</translation>
    </message>
    <message>
        <source>Adam with decoupled weight decay: the weights shrink by lr·λ in every step, whatever the gradients are.</source>
        <translation>权重衰减解耦的 Adam：无论梯度如何，每一步权重都按 lr·λ 的比例缩小。</translation>
    </message>
    <message>
        <source>λ: in every step the weights shrink by the share lr·λ.</source>
        <translation>λ：每一步权重按 lr·λ 的比例缩小。</translation>
    </message>
    <message>
        <source>RMSprop: the gradient divided by the root of the running mean of its square.</source>
        <translation>RMSprop：梯度除以其平方的滑动平均值的平方根。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>记忆系数</translation>
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
        <translation>反向传播前损失乘以一个数，之后梯度再除以它；1：不缩放。</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>The number on the loss during the backward pass.</source>
        <translation>反向传播期间损失所乘的数。</translation>
    </message>
    <message>
        <source>Starts at 65,536, halves where the gradient overflows (that step is left out), doubles after 2,000 good steps.</source>
        <translation>从 65,536 开始；梯度上溢时减半（跳过该步），连续 2,000 步正常后加倍。</translation>
    </message>
    <message>
        <source>The gradient is used as it is.</source>
        <translation>梯度原样使用。</translation>
    </message>
    <message>
        <source>Scale the whole gradient by min(1, max_norm / (‖g‖ + 1e-6)).</source>
        <translation>把整个梯度乘以 min(1, max_norm / (‖g‖ + 1e-6))。</translation>
    </message>
    <message>
        <source>Largest norm</source>
        <translation>最大范数</translation>
    </message>
    <message>
        <source>The gradient is scaled down to this norm.</source>
        <translation>梯度被缩小到这个范数。</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>2: Euclidean length; inf: largest entry.</source>
        <translation>2：欧几里得长度；inf：最大的元素。</translation>
    </message>
    <message>
        <source>Clamp every entry of the gradient to [−clip_value, clip_value].</source>
        <translation>把梯度的每个元素限制在 [−clip_value, clip_value] 内。</translation>
    </message>
    <message>
        <source>Largest entry</source>
        <translation>最大元素</translation>
    </message>
    <message>
        <source>Entries are clamped to ± this value.</source>
        <translation>元素被限制在 ± 该值之内。</translation>
    </message>
    <message>
        <source>An activation without options.</source>
        <translation>没有选项的激活函数。</translation>
    </message>
    <message>
        <source>max(z, 0) + negative_slope·min(z, 0)</source>
        <translation>max(z, 0) + negative_slope·min(z, 0)</translation>
    </message>
    <message>
        <source>Negative slope</source>
        <translation>负侧斜率</translation>
    </message>
    <message>
        <source>Slope for z &lt; 0.</source>
        <translation>z &lt; 0 时的斜率。</translation>
    </message>
    <message>
        <source>z for z &gt; 0, alpha·(exp(z) − 1) otherwise</source>
        <translation>z &gt; 0 时为 z，否则为 alpha·(exp(z) − 1)</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Minus the value for z → −∞.</source>
        <translation>z → −∞ 时的值取负号。</translation>
    </message>
    <message>
        <source>Initializers whose variance follows the fans; ``gain`` multiplies the standard deviation.</source>
        <translation>方差随扇入扇出而定的初始化；``gain`` 乘在标准差上。</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>Factor on the standard deviation of the weights.</source>
        <translation>乘在权重标准差上的系数。</translation>
    </message>
    <message>
        <source>Every weight the same.</source>
        <translation>所有权重都相同。</translation>
    </message>
    <message>
        <source>The value of every entry.</source>
        <translation>每个元素的值。</translation>
    </message>
    <message>
        <source>N(mean, std²), whatever the fans; ``truncated_normal`` cuts at two standard deviations.</source>
        <translation>N(mean, std²)，与扇入扇出无关；``truncated_normal`` 在两个标准差处截断。</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Mean of the distribution.</source>
        <translation>分布的均值。</translation>
    </message>
    <message>
        <source>Standard deviation of the distribution.</source>
        <translation>分布的标准差。</translation>
    </message>
    <message>
        <source>U(low, high), whatever the fans.</source>
        <translation>U(low, high)，与扇入扇出无关。</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>Lower end of the interval.</source>
        <translation>区间的下端。</translation>
    </message>
    <message>
        <source>High</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Upper end of the interval.</source>
        <translation>区间的上端。</translation>
    </message>
    <message>
        <source>Explicit weights: one number or matrix (n_out × n_in) per layer, the head&apos;s included.</source>
        <translation>明确给出的权重：每层一个数或矩阵 (n_out × n_in)，包括输出头。</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>One number or matrix per layer, the head&apos;s included.</source>
        <translation>每层一个数或矩阵，包括输出头。</translation>
    </message>
    <message>
        <source>No bias at the start.</source>
        <translation>开始时没有偏置。</translation>
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
        <translation>明确给出的偏置：每层一个数或向量 (n_out)，包括输出头。</translation>
    </message>
    <message>
        <source>One number or vector per layer, the head&apos;s included.</source>
        <translation>每层一个数或向量，包括输出头。</translation>
    </message>
    <message>
        <source>No normalization.</source>
        <translation>不做归一化。</translation>
    </message>
    <message>
        <source>Normalization over the batch (batch_norm) or over the units of each sample (layer_norm, rms_norm).</source>
        <translation>对批（batch_norm）或对每个样本的各单元（layer_norm、rms_norm）做归一化。</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Where the norm stands; after_residual is the transformer&apos;s post-norm.</source>
        <translation>归一化所在的位置；after_residual 即 Transformer 的 post-norm。</translation>
    </message>
    <message>
        <source>Added to the variance before the square root.</source>
        <translation>开平方之前加到方差上。</translation>
    </message>
    <message>
        <source>Affine</source>
        <translation>仿射</translation>
    </message>
    <message>
        <source>Learn a scale γ and a shift β per unit.</source>
        <translation>为每个单元学习缩放 γ 和平移 β。</translation>
    </message>
    <message>
        <source>No skip links.</source>
        <translation>没有跳跃连接。</translation>
    </message>
    <message>
        <source>Skip links over blocks of ``every`` layers; the branch F is multiplied by ``scale``.</source>
        <translation>每 ``every`` 层为一块的跳跃连接；分支 F 乘以 ``scale``。</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>每块层数</translation>
    </message>
    <message>
        <source>Layers per block.</source>
        <translation>每块的层数。</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Factor on the branch: a number, 1/sqrt(depth), or learned (starts at 0).</source>
        <translation>分支上的系数：一个数、1/sqrt(depth)，或可学习（从 0 开始）。</translation>
    </message>
    <message>
        <source>Normalization of each channel over the batch and the image (batch_norm), or of each sample (layer_norm, rms_norm).</source>
        <translation>对每个通道在整批和整幅图像上（batch_norm），或对每个样本（layer_norm、rms_norm）做归一化。</translation>
    </message>
    <message>
        <source>Learn a scale γ and a shift β per channel.</source>
        <translation>每个通道学习一个缩放 γ 和一个平移 β。</translation>
    </message>
    <message>
        <source>Skip links past the blocks of a convolutional network; the branch F is multiplied by ``scale``.</source>
        <translation>绕过卷积网络各块的跳跃连接；分支 F 乘以 ``scale``。</translation>
    </message>
    <message>
        <source>Layer normalization of each gate&apos;s pre-activation at every time step, before its bias (Ba et al. 2016).</source>
        <translation>在每个时间步对各门的预激活值做层归一化，在加偏置之前（Ba 等，2016）。</translation>
    </message>
    <message>
        <source>Learn a scale γ per unit; the shift is the bias.</source>
        <translation>每个单元学习一个缩放 γ；平移就是偏置。</translation>
    </message>
    <message>
        <source>η_n = η: the same learning rate in every step.</source>
        <translation>η_n = η：每一步的学习率都相同。</translation>
    </message>
    <message>
        <source>η_n = η · factor^⌊n / every⌋: multiplied by a factor from time to time.</source>
        <translation>η_n = η · 系数^⌊n / 间隔⌋：每隔若干步乘以一个系数。</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Steps from one change of the learning rate to the next.</source>
        <translation>学习率两次变化之间的步数。</translation>
    </message>
    <message>
        <source>Decay factor</source>
        <translation>衰减系数</translation>
    </message>
    <message>
        <source>What the learning rate is multiplied by.</source>
        <translation>每次变化时学习率所乘的系数。</translation>
    </message>
    <message>
        <source>η_n = η · (final + (1 − final)·(1 + cos πt)/2), t = n / steps: half a cosine wave down (Loshchilov &amp; Hutter 2017).</source>
        <translation>η_n = η · (末值 + (1 − 末值)·(1 + cos πt)/2)，t = n / 步数：沿半个余弦波下降（Loshchilov &amp; Hutter 2017）。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Step at which the learning rate has reached its end; it stays there.</source>
        <translation>学习率降到末值的那一步；此后保持不变。</translation>
    </message>
    <message>
        <source>Final share</source>
        <translation>末值比例</translation>
    </message>
    <message>
        <source>Share of the learning rate that is left at the end.</source>
        <translation>最终剩下的学习率比例。</translation>
    </message>
    <message>
        <source>Warmup</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Steps at the start in which the learning rate rises from 0; they are part of the steps above.</source>
        <translation>开头学习率从 0 上升的步数；计入上面的步数。</translation>
    </message>
    <message>
        <source>η_n = η · min(1, (n + 1) / steps): a straight ramp, then constant (Goyal et al. 2017).</source>
        <translation>η_n = η · min(1, (n + 1) / 步数)：先线性上升，然后保持不变（Goyal 等，2017）。</translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0.</source>
        <translation>学习率从 0 上升的步数。</translation>
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
        <translation>单层设置</translation>
    </message>
    <message>
        <source>No skip link at layers {layers}: the two ends differ in width, or the block is not complete.</source>
        <translation>第 {layers} 层没有跳跃连接：两端宽度不同，或该块不完整。</translation>
    </message>
    <message>
        <source>No skip link at layer {layers}: the two ends differ in width, or the block is not complete.</source>
        <translation>第 {layers} 层没有跳跃连接：两端宽度不同，或该块不完整。</translation>
    </message>
    <message>
        <source>This network cannot read the data there were; they are now: {data}.</source>
        <translation>这种网络无法读取原来的数据；现在的数据是：{data}。</translation>
    </message>
    <message>
        <source>The loss that fits these targets is now: {loss}.</source>
        <translation>与这些目标相配的损失现在是：{loss}。</translation>
    </message>
</context>
<context>
    <name>ExperimentPanel</name>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>Ready experiments, each showing one thing</source>
        <translation>现成的实验，每个说明一件事</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
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
        <translation>厘米</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
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
        <translation>与屏幕相同</translation>
    </message>
    <message>
        <source>Transparent background</source>
        <translation>透明背景</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
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
        <translation>保存…</translation>
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
        <translation>整个窗口…</translation>
    </message>
    <message>
        <source>Save picture or data</source>
        <translation>保存图片或数据</translation>
    </message>
</context>
<context>
    <name>FactorsView</name>
    <message>
        <source>Factor σ′(z)·w per layer</source>
        <translation>各层的因子 σ′(z)·w</translation>
    </message>
    <message>
        <source>Factor per time step</source>
        <translation>各时间步的因子</translation>
    </message>
    <message>
        <source>‖∂hₜ/∂hₜ₋₁‖ and ‖diag fₜ‖ rms · 1 = the gradient passes unchanged</source>
        <translation>‖∂hₜ/∂hₜ₋₁‖ 与 ‖diag fₜ‖ 均方根 · 1 = 梯度原样通过</translation>
    </message>
    <message>
        <source>‖∂hₜ/∂hₜ₋₁‖ rms · 1 = the gradient passes unchanged</source>
        <translation>‖∂hₜ/∂hₜ₋₁‖ 均方根 · 1 = 梯度原样通过</translation>
    </message>
    <message>
        <source>‖∂aₗ/∂aₗ₋₁‖ rms · 1 = the gradient passes unchanged</source>
        <translation>‖∂aₗ/∂aₗ₋₁‖ 均方根 · 1 = 梯度原样通过</translation>
    </message>
    <message>
        <source>whole residual block</source>
        <translation>整个残差块</translation>
    </message>
    <message>
        <source>mean-field theory</source>
        <translation>平均场理论</translation>
    </message>
    <message>
        <source>Each bar is the average gain of one time step for the gradient on its way back through time, over the state h and along the cell state c: factor = √(mean(‖∂hₜ/∂hₜ₋₁‖² + ‖diag fₜ‖²) / n), with the forget gate f. Below the line 1 the step shrinks the gradient, above it the step enlarges it. What reaches the first step is the product of all bars: a hundred bars of 0.9 leave 0.00003. A dashed line stands where the next layer begins. Pale bars are from the training step before.</source>
        <translation>每根柱是一个时间步对沿时间返回的梯度的平均增益，包括经由状态 h 和沿细胞状态 c 的两条路：因子 = √((‖∂hₜ/∂hₜ₋₁‖² + ‖diag fₜ‖²) 的均值 / n)，f 为遗忘门。低于 1 的线时该步缩小梯度，高于它时放大梯度。到达第一个时间步的是所有柱的乘积：一百根 0.9 的柱只剩 0.00003。虚线处是下一层的开始。浅色柱来自上一个训练步。</translation>
    </message>
    <message>
        <source>Each bar is the average gain of one time step for the gradient on its way back through time: factor = √(mean ‖∂hₜ/∂hₜ₋₁‖² / n). Below the line 1 the step shrinks the gradient, above it the step enlarges it. What reaches the first step is the product of all bars: a hundred bars of 0.9 leave 0.00003. A dashed line stands where the next layer begins. Pale bars are from the training step before.</source>
        <translation>每根柱是一个时间步对沿时间返回的梯度的平均增益：因子 = √(‖∂hₜ/∂hₜ₋₁‖² 的均值 / n)。低于 1 的线时该步缩小梯度，高于它时放大梯度。到达第一个时间步的是所有柱的乘积：一百根 0.9 的柱只剩 0.00003。虚线处是下一层的开始。浅色柱来自上一个训练步。</translation>
    </message>
    <message>
        <source>Each bar is the average gain of one layer for the gradient on its way back: factor = √(mean ‖∂aₗ/∂aₗ₋₁‖² / n), for one unit exactly |σ′(z)·w|. Below the line 1 the layer shrinks the gradient, above it the layer enlarges it. What reaches layer 1 is the product of all bars: ten bars of 0.25 leave one millionth. Pale bars are from the step before. Marks joined by lines are compared runs; those of another depth are drawn by relative depth.</source>
        <translation>每根柱是一层对返回途中的梯度的平均增益：因子 = √(‖∂aₗ/∂aₗ₋₁‖² 的均值 / n)，只有一个单元时恰为 |σ′(z)·w|。低于 1 的线时该层缩小梯度，高于它时放大梯度。到达第 1 层的是所有柱的乘积：十根 0.25 的柱只剩百万分之一。浅色柱来自上一步。用线连接的标记是参与对比的运行；深度不同的按相对深度绘制。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>还没有数值：走一步，或点播放。</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Allowed: {range}.</source>
        <translation>允许：{range}。</translation>
    </message>
    <message>
        <source>Takes effect at the next step; the weights are kept.</source>
        <translation>下一步生效；权重保留。</translation>
    </message>
    <message>
        <source>Rebuilds the network from the same seed.</source>
        <translation>用同一种子重建网络。</translation>
    </message>
</context>
<context>
    <name>Gesture</name>
    <message>
        <source>Hover</source>
        <translation>悬停</translation>
    </message>
    <message>
        <source>The numbers of what is under the mouse</source>
        <translation>鼠标所指之处的数值</translation>
    </message>
    <message>
        <source>Click on a column or row</source>
        <translation>单击一列或一行</translation>
    </message>
    <message>
        <source>Choose that layer or time step</source>
        <translation>选择那一层或那个时间步</translation>
    </message>
    <message>
        <source>Double click on a column or row</source>
        <translation>双击一列或一行</translation>
    </message>
    <message>
        <source>Open that layer or time step in the Layer perspective</source>
        <translation>在“层”视角中打开那一层或那个时间步</translation>
    </message>
    <message>
        <source>Click on a curve over steps</source>
        <translation>单击随步数变化的曲线</translation>
    </message>
    <message>
        <source>Go to that step</source>
        <translation>前往该步</translation>
    </message>
    <message>
        <source>Wheel, +, −</source>
        <translation>滚轮、+、−</translation>
    </message>
    <message>
        <source>Show more or less of it</source>
        <translation>显示更多或更少</translation>
    </message>
    <message>
        <source>Wheel over the numbers of an axis</source>
        <translation>在坐标轴数字上滚动</translation>
    </message>
    <message>
        <source>Stretch or shrink the vertical axis</source>
        <translation>拉伸或压缩纵轴</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Move what is shown</source>
        <translation>移动所显示的部分</translation>
    </message>
    <message>
        <source>A, double click beside all that</source>
        <translation>A，或双击其他地方</translation>
    </message>
    <message>
        <source>Show all again</source>
        <translation>重新显示全部</translation>
    </message>
    <message>
        <source>Double click on a title</source>
        <translation>双击标题</translation>
    </message>
    <message>
        <source>Enlarge the picture, or back again</source>
        <translation>放大图片，或还原</translation>
    </message>
    <message>
        <source>Right click</source>
        <translation>右键单击</translation>
    </message>
    <message>
        <source>Save, copy, explain, undock or close the picture</source>
        <translation>保存、复制、解释、移出或关闭图片</translation>
    </message>
</context>
<context>
    <name>GradientNormView</name>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>before</source>
        <translation>裁剪前</translation>
    </message>
    <message>
        <source>after clipping</source>
        <translation>裁剪后</translation>
    </message>
    <message>
        <source>threshold {number}</source>
        <translation>阈值 {number}</translation>
    </message>
    <message>
        <source>The norm of the gradient over all parameters at every step: orange before clipping, blue after it. Where both are the same, nothing was clipped. The dashed line is the threshold of clipping by norm. Zeros, NaN and ∞ have marks at the edges. A click goes to a step.</source>
        <translation>每一步全部参数的梯度范数：橙色为裁剪前，蓝色为裁剪后。两者相同处没有裁剪。虚线是按范数裁剪的阈值。零、NaN 与 ∞ 在边缘有标记。点击可前往该步。</translation>
    </message>
</context>
<context>
    <name>GradientView</name>
    <message>
        <source>What is left of the gradient</source>
        <translation>梯度还剩多少</translation>
    </message>
    <message>
        <source>measured ‖∂L/∂aₗ‖</source>
        <translation>实测 ‖∂L/∂aₗ‖</translation>
    </message>
    <message>
        <source>measured ‖∂L/∂hₜ‖</source>
        <translation>实测 ‖∂L/∂hₜ‖</translation>
    </message>
    <message>
        <source>product of the factors</source>
        <translation>因子的乘积</translation>
    </message>
    <message>
        <source>Orange: the measured norm ‖∂L/∂hₜ‖ of the gradient that arrives at each time step. Blue: what the product of the factors of all later steps predicts, times the gradient of the head. The axis is logarithmic: a straight slope means that every step takes the same share. Hollow dots are from the training step before. 0 and NaN have marks of their own, at the edges.</source>
        <translation>橙色：到达每个时间步的梯度的实测范数 ‖∂L/∂hₜ‖。蓝色：由其后各步因子之积乘以输出头的梯度所作的预测。纵轴为对数：斜率不变表示每一步取走同样的份额。空心点来自上一个训练步。0 和 NaN 在边缘处有各自的标记。</translation>
    </message>
    <message>
        <source>Orange: the measured norm ‖∂L/∂aₗ‖ of the gradient that arrives at each layer. Blue: what the chain rule predicts, the product of the factors of all layers behind it times the gradient of the last layer. The axis is logarithmic: a straight slope means that every layer takes the same share. Hollow dots are from the step before. 0 and NaN have marks of their own, at the edges. Squares, triangles and diamonds are compared runs; those of another depth are drawn by relative depth.</source>
        <translation>橙色：到达每一层的梯度的实测范数 ‖∂L/∂aₗ‖。蓝色：链式法则的预测，即其后各层因子之积乘以最后一层的梯度。纵轴为对数：斜率不变表示每一层取走同样的份额。空心点来自上一步。0 和 NaN 在边缘处有各自的标记。方块、三角和菱形是参与对比的运行；深度不同的按相对深度绘制。</translation>
    </message>
    <message>
        <source>No gradient yet: take a step, or play.</source>
        <translation>还没有梯度：走一步，或点播放。</translation>
    </message>
</context>
<context>
    <name>HeatmapView</name>
    <message>
        <source>Gradient over time</source>
        <translation>梯度随时间的变化</translation>
    </message>
    <message>
        <source>log₁₀ ‖∂L/∂hₜ‖, time step × training step</source>
        <translation>log₁₀ ‖∂L/∂hₜ‖，时间步 × 训练步</translation>
    </message>
    <message>
        <source>log₁₀ ‖∂L/∂aₗ‖, layer × step</source>
        <translation>log₁₀ ‖∂L/∂aₗ‖，层 × 步</translation>
    </message>
    <message>
        <source>{drawn} · one step in {count} is drawn</source>
        <translation>{drawn} · 每 {count} 步画一步</translation>
    </message>
    <message>
        <source>exactly 0</source>
        <translation>恰为 0</translation>
    </message>
    <message>
        <source>NaN or ∞</source>
        <translation>NaN 或 ∞</translation>
    </message>
    <message>
        <source>Each column is a training step, each row a time step, t = 1 at the top, layer by layer. The colour is log₁₀ ‖∂L/∂hₜ‖, the size of the gradient that arrives at the time step: a dark top means that the network learns nothing from the beginning of the sequence. The colour scale only ever grows within a run. Exact zeros are grey-blue, NaN and ∞ are cyan: they are not on the scale. Drag and wheel move along the steps.</source>
        <translation>每一列是一个训练步，每一行是一个时间步，t = 1 在最上面，逐层排列。颜色是 log₁₀ ‖∂L/∂hₜ‖，即到达该时间步的梯度的大小：上部发暗表示网络从序列开头什么也学不到。色标在一次运行中只增不减。精确的零是灰蓝色，NaN 和 ∞ 是青色：它们不在色标上。拖动和滚轮沿训练步移动。</translation>
    </message>
    <message>
        <source>Each column is a training step, each row a layer, layer 1 at the top. The colour is log₁₀ ‖∂L/∂aₗ‖, the size of the gradient that arrives at the layer: a dark top means that the first layers learn nothing. The colour scale only ever grows within a run. Exact zeros are grey-blue, NaN and ∞ are cyan: they are not on the scale. Drag and wheel move along the steps.</source>
        <translation>每列是一个训练步，每行是一层，第 1 层在最上面。颜色是 log₁₀ ‖∂L/∂aₗ‖，即到达该层的梯度的大小：上方发暗表示前几层什么也学不到。一次运行中色标只会扩大。恰为零的是灰蓝色，NaN 和 ∞ 是青色：它们不在色标上。拖动和滚轮可沿步数移动。</translation>
    </message>
    <message>
        <source>Compared runs lie below the main one, each with its mark, on the same steps and the same colours. A double click opens a row in the Layer perspective, A shows all steps.</source>
        <translation>对比的运行排在主运行下方，各有标记，步数轴和颜色相同。双击一行在“层”视角中打开，按 A 显示所有步。</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>No step is complete yet.</source>
        <translation>还没有完成任何一步。</translation>
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
        <translation>手写数字 (1797)</translation>
    </message>
    <message>
        <source>Two moons</source>
        <translation>双月牙</translation>
    </message>
    <message>
        <source>Circles</source>
        <translation>圆环</translation>
    </message>
    <message>
        <source>Spirals</source>
        <translation>螺旋</translation>
    </message>
    <message>
        <source>Gaussian noise</source>
        <translation>高斯噪声</translation>
    </message>
    <message>
        <source>Constant input</source>
        <translation>常数输入</translation>
    </message>
    <message>
        <source>XOR</source>
        <translation>异或（XOR）</translation>
    </message>
    <message>
        <source>Blobs</source>
        <translation>点云</translation>
    </message>
    <message>
        <source>Iris (150)</source>
        <translation>鸢尾花（150）</translation>
    </message>
    <message>
        <source>Wine (178)</source>
        <translation>葡萄酒（178）</translation>
    </message>
    <message>
        <source>Breast cancer (569)</source>
        <translation>乳腺癌（569）</translation>
    </message>
    <message>
        <source>MNIST files…</source>
        <translation>MNIST 文件…</translation>
    </message>
    <message>
        <source>CSV file…</source>
        <translation>CSV 文件…</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Adding problem</source>
        <translation>加法问题</translation>
    </message>
    <message>
        <source>Copy memory</source>
        <translation>复制记忆</translation>
    </message>
    <message>
        <source>Digits in sequence</source>
        <translation>数字序列</translation>
    </message>
    <message>
        <source>Identity (linear)</source>
        <translation>恒等（线性）</translation>
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
        <translation>指数</translation>
    </message>
    <message>
        <source>Softmax</source>
        <translation>Softmax</translation>
    </message>
    <message>
        <source>Xavier (normal)</source>
        <translation>Xavier（正态）</translation>
    </message>
    <message>
        <source>Xavier (uniform)</source>
        <translation>Xavier（均匀）</translation>
    </message>
    <message>
        <source>He (normal)</source>
        <translation>He（正态）</translation>
    </message>
    <message>
        <source>He (uniform)</source>
        <translation>He（均匀）</translation>
    </message>
    <message>
        <source>LeCun (normal)</source>
        <translation>LeCun（正态）</translation>
    </message>
    <message>
        <source>LeCun (uniform)</source>
        <translation>LeCun（均匀）</translation>
    </message>
    <message>
        <source>Orthogonal</source>
        <translation>正交</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>单位矩阵</translation>
    </message>
    <message>
        <source>LSUV (unit variance)</source>
        <translation>LSUV（单位方差）</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>常数</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正态</translation>
    </message>
    <message>
        <source>Truncated normal</source>
        <translation>截断正态</translation>
    </message>
    <message>
        <source>Uniform</source>
        <translation>均匀</translation>
    </message>
    <message>
        <source>Given values</source>
        <translation>给定数值</translation>
    </message>
    <message>
        <source>Zeros</source>
        <translation>全零</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Batch norm</source>
        <translation>批归一化</translation>
    </message>
    <message>
        <source>Layer norm</source>
        <translation>层归一化</translation>
    </message>
    <message>
        <source>RMS norm</source>
        <translation>RMS 归一化</translation>
    </message>
    <message>
        <source>Before the activation</source>
        <translation>激活之前</translation>
    </message>
    <message>
        <source>After the activation</source>
        <translation>激活之后</translation>
    </message>
    <message>
        <source>After the residual sum</source>
        <translation>残差相加之后</translation>
    </message>
    <message>
        <source>σ(x + F(x))</source>
        <translation>σ(x + F(x))</translation>
    </message>
    <message>
        <source>x + F(σ(x)), pre-activation</source>
        <translation>x + F(σ(x))，预激活</translation>
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
        <translation>可学习，从 0 开始</translation>
    </message>
    <message>
        <source>By norm</source>
        <translation>按范数</translation>
    </message>
    <message>
        <source>By value</source>
        <translation>按值</translation>
    </message>
    <message>
        <source>Euclidean (2)</source>
        <translation>欧几里得 (2)</translation>
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
        <translation>阶梯衰减</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Warmup</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Cross-entropy</source>
        <translation>交叉熵</translation>
    </message>
    <message>
        <source>Mean squared error</source>
        <translation>均方误差</translation>
    </message>
    <message>
        <source>Binary cross-entropy</source>
        <translation>二元交叉熵</translation>
    </message>
    <message>
        <source>Mean output</source>
        <translation>输出均值</translation>
    </message>
    <message>
        <source>Random readout</source>
        <translation>随机读出</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
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
        <translation>动态</translation>
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
        <translation>普通卷积网络（CNN）</translation>
    </message>
    <message>
        <source>ResNet</source>
        <translation>残差网络（ResNet）</translation>
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
        <translation>卷积</translation>
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
        <translation>自动</translation>
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
        <translation>苹果 GPU（MPS）</translation>
    </message>
    <message>
        <source>Dense network</source>
        <translation>全连接网络</translation>
    </message>
</context>
<context>
    <name>LayerActivations</name>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Choose another activation for a single layer.</source>
        <translation>为单独一层选择另一种激活函数。</translation>
    </message>
</context>
<context>
    <name>LayerPanel</name>
    <message>
        <source>open ▸</source>
        <translation>打开 ▸</translation>
    </message>
    <message>
        <source>Everything about what is chosen here: the Layer perspective (Ctrl+2), or a double click on a column</source>
        <translation>关于此处所选的一切：“层”视角（Ctrl+2），或双击一列</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>{fan_in} → 1 unit · {activation}</source>
        <translation>{fan_in} → 1 个单元 · {activation}</translation>
    </message>
    <message>
        <source>{kind} {fan_out} × {fan_in} · {activation}</source>
        <translation>{kind} {fan_out} × {fan_in} · {activation}</translation>
    </message>
    <message>
        <source>{fan_in} → {fan_out} units · {activation}</source>
        <translation>{fan_in} → {fan_out} 个单元 · {activation}</translation>
    </message>
</context>
<context>
    <name>LearningRateView</name>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>The learning rate that the update of every step used, as the schedule has it. The line shows where the run stands; a click goes to a step.</source>
        <translation>每一步更新所用的学习率，由调度给出。竖线表示运行所在的位置；点击可前往该步。</translation>
    </message>
</context>
<context>
    <name>LinkModes</name>
    <message>
        <source>lines: W</source>
        <translation>连线：W</translation>
    </message>
    <message>
        <source>lines: ∂L/∂W</source>
        <translation>连线：∂L/∂W</translation>
    </message>
    <message>
        <source>lines: ΔW</source>
        <translation>连线：ΔW</translation>
    </message>
    <message>
        <source>tiles</source>
        <translation>方块</translation>
    </message>
    <message>
        <source>What the lines between the units show: weights, their gradients, the last update; or tiles instead</source>
        <translation>单元之间的连线表示什么：权重、其梯度、上一次更新；或改用方块</translation>
    </message>
</context>
<context>
    <name>LossView</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>{count} steps per point</source>
        <translation>每点 {count} 步</translation>
    </message>
    <message>
        <source>clipped</source>
        <translation>已裁剪</translation>
    </message>
    <message>
        <source>The mean loss over the batch at every step, before the update. In a long run a point stands for several steps and the band reaches from their lowest to their highest loss, so no spike is lost. Magenta: the loss was NaN or infinite. Orange ticks at the bottom: steps whose gradient was clipped. The axis becomes logarithmic when the loss spans a factor of more than 300. Lines with marks are the compared runs, on the same batches. A click goes to a step.</source>
        <translation>每一步更新之前、批内的平均损失。长时间运行时一个点代表若干步，色带从其中的最低损失到最高损失，因此不会漏掉任何尖峰。洋红：损失为 NaN 或无穷。底部橙色刻度：梯度被裁剪的步。损失跨越 300 倍以上时，坐标轴变为对数。带标记的线是用相同批次的对比运行。点击可前往该步。</translation>
    </message>
    <message>
        <source>step {step} · loss {number}</source>
        <translation>第 {step} 步 · 损失 {number}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Perspective</source>
        <translation>视角(&amp;P)</translation>
    </message>
    <message>
        <source>P&amp;ictures</source>
        <translation>图片(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>E&amp;xamples</source>
        <translation>示例(&amp;X)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开的文件(&amp;R)</translation>
    </message>
    <message>
        <source>Dense networks</source>
        <translation>全连接网络</translation>
    </message>
    <message>
        <source>Convolutional networks</source>
        <translation>卷积网络</translation>
    </message>
    <message>
        <source>Recurrent networks</source>
        <translation>循环网络</translation>
    </message>
</context>
<context>
    <name>MessageStrip</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>MultiplesView</name>
    <message>
        <source>Gradient over time, run by run</source>
        <translation>各个运行的梯度随时间的变化</translation>
    </message>
    <message>
        <source>log₁₀ ‖∂L/∂hₜ‖, time step × training step</source>
        <translation>log₁₀ ‖∂L/∂hₜ‖，时间步 × 训练步</translation>
    </message>
    <message>
        <source>log₁₀ ‖∂L/∂aₗ‖, layer × step</source>
        <translation>log₁₀ ‖∂L/∂aₗ‖，层 × 步</translation>
    </message>
    <message>
        <source>exactly 0</source>
        <translation>恰为 0</translation>
    </message>
    <message>
        <source>NaN or ∞</source>
        <translation>NaN 或 ∞</translation>
    </message>
    <message>
        <source>One picture per run, all on the same colour scale and the same steps: each column is a training step, each row a layer (or time step), the first on top. A dark top means that the gradient does not reach the first layers. Nets of another depth fill the same height. Exact zeros are grey-blue, NaN and ∞ are cyan: they are not on the scale.</source>
        <translation>每个运行一张图，共用同一色标和同一步数范围：每列是一个训练步，每行是一层（或一个时间步），第一层在最上面。顶部偏暗表示梯度到不了最前面的层。深度不同的网络占用同样的高度。恰好为 0 显示为灰蓝色，NaN 和 ∞ 显示为青色：它们不在色标上。</translation>
    </message>
    <message>
        <source>Main run</source>
        <translation>主运行</translation>
    </message>
    <message>
        <source>No step is complete yet.</source>
        <translation>还没有完成任何一步。</translation>
    </message>
    <message>
        <source>Every variant gets its picture here: press a button above, then play.</source>
        <translation>每个变体都会在这里得到一张图：按上方的一个按钮，然后播放。</translation>
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
        <translation>网络</translation>
    </message>
    <message>
        <source>forward: mean |a|</source>
        <translation>前向：|a| 的均值</translation>
    </message>
    <message>
        <source>backward: log₁₀ |∂L/∂z|</source>
        <translation>反向：log₁₀ |∂L/∂z|</translation>
    </message>
    <message>
        <source>skip</source>
        <translation>跳跃连接</translation>
    </message>
    <message>
        <source>branch</source>
        <translation>支路</translation>
    </message>
    <message>
        <source>right class</source>
        <translation>正确类别</translation>
    </message>
    <message>
        <source>Lines are the single weights, their gradients or the last update: as thick as the number is large, coloured by its sign.</source>
        <translation>连线是单个权重、其梯度或上一次更新：数值越大线越粗，颜色表示正负。</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>One column per time step, layer by layer, one tile per unit.</source>
        <translation>每个时间步一列，逐层排列，每个单元一格。</translation>
    </message>
    <message>
        <source>One column per layer, one tile per unit or channel.</source>
        <translation>每层一列，每个单元或通道一格。</translation>
    </message>
    <message>
        <source>On the way forward (blue) a tile shows the size of the unit&apos;s activation, on the way back (orange) log₁₀ |∂L/∂z|, both as means over up to 32 samples of the batch: pale tiles towards the input mean that the gradient is dying out. Grey tiles get a gradient of exactly zero, magenta tiles hold NaN or infinity. The dot is the pass in progress.</source>
        <translation>前向（蓝）时格子显示该单元激活值的大小，反向（橙）时显示 log₁₀ |∂L/∂z|，均为对批中至多 32 个样本取绝对值的均值：越靠近输入越淡，表示梯度正在消失。灰色格的梯度恰为零，洋红格为 NaN 或无穷。圆点是正在进行的传播。</translation>
    </message>
    <message>
        <source>Where not all columns are shown, the strip below shows all of them; its frame can be dragged.</source>
        <translation>未显示全部列时，下方的条带显示所有列，其方框可以拖动。</translation>
    </message>
    <message>
        <source>Bars at the right end: the outputs for the first sample of the batch, as probabilities where the loss is cross-entropy; green is that of the right class.</source>
        <translation>右端的条：批中第一个样本的输出，损失为交叉熵时显示为概率；绿色是正确类别的输出。</translation>
    </message>
    <message>
        <source>While runs are compared, each has a strip below: a cell per layer, the mean of its units, on the same scale; at its right end its loss.</source>
        <translation>对比运行时，每次运行在下方有一条：每层一格，是其各单元的平均值，用相同的色标；右端是它的损失。</translation>
    </message>
    <message>
        <source>At the input of a residual block ∂L/∂x is the sum of what came over the skip (the +1, or its projection) and of what came through the branch. Arcs are as thick as ‖skip‖ / ‖∂L/∂x‖, the lines under them as ‖branch‖ / ‖∂L/∂x‖ (over narrow blocks: wide and narrow bars as high as these); the two add up as vectors, not as numbers.</source>
        <translation>在残差块的输入处，∂L/∂x 是经跳跃连接（“+1”或其投影）而来与经支路而来的梯度之和。弧线的粗细表示 ‖跳跃连接‖ / ‖∂L/∂x‖，其下直线的粗细表示 ‖支路‖ / ‖∂L/∂x‖（块很窄时为宽条与窄条的高度）；两者按向量相加，而不是按数值相加。</translation>
    </message>
    <message>
        <source>input side</source>
        <translation>输入侧</translation>
    </message>
    <message>
        <source>both ways ▶◀</source>
        <translation>双向 ▶◀</translation>
    </message>
    <message>
        <source>▶ both ways ◀   {rate} steps/s</source>
        <translation>▶ 双向 ◀   {rate} 步/秒</translation>
    </message>
    <message>
        <source>▶ both ways ◀   1 step/s</source>
        <translation>▶ 双向 ◀   1 步/秒</translation>
    </message>
    <message>
        <source>◀ gradient travels this way</source>
        <translation>◀ 梯度朝这边走</translation>
    </message>
    <message>
        <source>signal travels this way ▶</source>
        <translation>信号朝这边走 ▶</translation>
    </message>
    <message>
        <source>thickest line {value}</source>
        <translation>最粗的线 {value}</translation>
    </message>
</context>
<context>
    <name>NumberEditor</name>
    <message>
        <source>{explanation}
Unit: {unit}</source>
        <translation>{explanation}
单位：{unit}</translation>
    </message>
</context>
<context>
    <name>PathEditor</name>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Which column is to be predicted?</source>
        <translation>要预测哪一列？</translation>
    </message>
</context>
<context>
    <name>Perspective</name>
    <message>
        <source>Chain</source>
        <translation>链</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
</context>
<context>
    <name>Phase</name>
    <message>
        <source>Loss   L = {loss}</source>
        <translation>损失   L = {loss}</translation>
    </message>
    <message>
        <source>Clipping   gradient × {scale}</source>
        <translation>裁剪   梯度 × {scale}</translation>
    </message>
    <message>
        <source>Update left out: the gradient is not finite</source>
        <translation>跳过更新：梯度非有限</translation>
    </message>
    <message>
        <source>Update   {formula}</source>
        <translation>更新   {formula}</translation>
    </message>
    <message>
        <source>Ready at step {step}</source>
        <translation>就绪，第 {step} 步</translation>
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
        <translation>第 0 步 · 就绪</translation>
    </message>
    <message>
        <source>step {step} · forward, {place}</source>
        <translation>第 {step} 步 · 前向，{place}</translation>
    </message>
    <message>
        <source>step {step} · loss</source>
        <translation>第 {step} 步 · 损失</translation>
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
        <translation>第 {number} 个时间步，共 {count} 个</translation>
    </message>
    <message>
        <source>layer {layer}, time step {number} of {count}</source>
        <translation>第 {layer} 层，第 {number} 个时间步，共 {count} 个</translation>
    </message>
    <message>
        <source>layer {number} of {count}</source>
        <translation>第 {number} / {count} 层</translation>
    </message>
    <message>
        <source>{gradient} from the layer above</source>
        <translation>{gradient} 来自上一层</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>&amp;Memory for going back in time</source>
        <translation>回溯所用内存(&amp;M)</translation>
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
        <translation>当前占用</translation>
    </message>
    <message>
        <source>States of the run (weights, optimizer, order of the data) are kept along the way. When they fill this memory, every second one is dropped: any step can still be reached exactly, but computing it again takes longer.</source>
        <translation>运行途中会保存状态（权重、优化器、数据顺序）。占满这些内存时，每隔一个丢弃一个：任何一步仍能精确到达，只是重新计算要久一些。</translation>
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
        <translation>Sigmoid，十层</translation>
    </message>
    <message>
        <source>ReLU with He initialization</source>
        <translation>ReLU 与 He 初始化</translation>
    </message>
    <message>
        <source>Tanh, fifty layers</source>
        <translation>Tanh，五十层</translation>
    </message>
    <message>
        <source>Exploding gradient (He × 1.5)</source>
        <translation>梯度爆炸（He × 1.5）</translation>
    </message>
    <message>
        <source>ReLU with Xavier weights: too small for thirty layers</source>
        <translation>ReLU 用 Xavier 权重：对三十层来说太小</translation>
    </message>
    <message>
        <source>Orthogonal weights, a hundred tanh layers</source>
        <translation>正交权重，一百层 tanh</translation>
    </message>
    <message>
        <source>SELU, fifty layers without normalization</source>
        <translation>SELU，不用归一化的五十层</translation>
    </message>
    <message>
        <source>Sigmoid with batch normalization</source>
        <translation>Sigmoid 加批归一化</translation>
    </message>
    <message>
        <source>Fifty layers with residual links</source>
        <translation>带残差连接的五十层</translation>
    </message>
    <message>
        <source>Clipping a steep gradient</source>
        <translation>裁剪陡峭的梯度</translation>
    </message>
    <message>
        <source>Dead ReLU units: a step too large</source>
        <translation>死亡的 ReLU 单元：步长太大</translation>
    </message>
    <message>
        <source>A chain of width 1, by hand</source>
        <translation>宽度为 1 的链，可手算</translation>
    </message>
    <message>
        <source>AlexNet: ReLU, max pooling, dropout</source>
        <translation>AlexNet：ReLU、最大池化、dropout</translation>
    </message>
    <message>
        <source>LeNet-5, sigmoid: saturated</source>
        <translation>LeNet-5，sigmoid：饱和</translation>
    </message>
    <message>
        <source>LeNet-5, tanh</source>
        <translation>LeNet-5，tanh</translation>
    </message>
    <message>
        <source>Plain network, 20 layers</source>
        <translation>普通网络，20 层</translation>
    </message>
    <message>
        <source>Plain network, 56 layers: trains worse than 20</source>
        <translation>普通网络，56 层：比 20 层更难训练</translation>
    </message>
    <message>
        <source>ResNet, 20 layers</source>
        <translation>ResNet，20 层</translation>
    </message>
    <message>
        <source>ResNet, 56 layers: trains where the plain network does not</source>
        <translation>ResNet，56 层：普通网络训练不了，它可以</translation>
    </message>
    <message>
        <source>RNN forgets: adding over 100 steps</source>
        <translation>RNN 会遗忘：跨 100 步的加法</translation>
    </message>
    <message>
        <source>LSTM remembers: adding over 100 steps</source>
        <translation>LSTM 记得住：跨 100 步的加法</translation>
    </message>
    <message>
        <source>GRU: adding over 100 steps</source>
        <translation>GRU：跨 100 步的加法</translation>
    </message>
    <message>
        <source>RNN: digits pixel by pixel</source>
        <translation>RNN：逐像素识别数字</translation>
    </message>
    <message>
        <source>LSTM: digits pixel by pixel</source>
        <translation>LSTM：逐像素识别数字</translation>
    </message>
    <message>
        <source>Identity start: ReLU RNN on digits</source>
        <translation>单位矩阵起步：ReLU RNN 识别数字</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>No files yet</source>
        <translation>还没有文件</translation>
    </message>
    <message>
        <source>Clear this list</source>
        <translation>清空列表</translation>
    </message>
</context>
<context>
    <name>RunLegend</name>
    <message>
        <source>Main run</source>
        <translation>主运行</translation>
    </message>
</context>
<context>
    <name>ScaleEditor</name>
    <message>
        <source>Number</source>
        <translation>数值</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>New seed</source>
        <translation>新种子</translation>
    </message>
    <message>
        <source>Take over from the sweep</source>
        <translation>采用扫描中的设置</translation>
    </message>
    <message>
        <source>Settings of step {step}</source>
        <translation>第 {step} 步的设置</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keys and mouse</source>
        <translation>键盘与鼠标</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>各处</translation>
    </message>
    <message>
        <source>In pictures</source>
        <translation>在图片中</translation>
    </message>
</context>
<context>
    <name>SingularValuesView</name>
    <message>
        <source>Singular values</source>
        <translation>奇异值</translation>
    </message>
    <message>
        <source>Orange: the singular values of J = ∂hₜ/∂hₜ₋₁ (of an LSTM for the pair of h and c), by how much the time step stretches the gradient in each of its directions. Blue: those of the product of this and all later steps. On the line at 1 no direction gains or loses: isometry. What cannot be told from 0 has the mark 0 at the lower edge: less than 10⁻²⁹⁰ of the largest, and less than 10⁻¹⁴ of it where a time step has taken a direction away.</source>
        <translation>橙色：J = ∂hₜ/∂hₜ₋₁ 的奇异值（LSTM 则为 h 与 c 这一对），即该时间步在各个方向上把梯度拉伸多少。蓝色：本步与其后所有时间步的乘积的奇异值。在 1 这条线上，没有方向增大或减小：等距。无法与 0 区分的奇异值在下边缘有标记 0：低于最大值的 10⁻²⁹⁰；若某个时间步去掉了一个方向，则为低于最大值的 10⁻¹⁴。</translation>
    </message>
    <message>
        <source>Orange: the singular values of J = ∂aₗ/∂aₗ₋₁, by how much the layer stretches the gradient in each of its directions. Blue: those of the product of this and all later hidden layers, skip links included. On the line at 1 no direction gains or loses: isometry. What cannot be told from 0 has the mark 0 at the lower edge: less than 10⁻²⁹⁰ of the largest, and less than 10⁻¹⁴ of it where a layer has taken a direction away (dead or silent units, a narrower layer) and with batch norm.</source>
        <translation>橙色：J = ∂aₗ/∂aₗ₋₁ 的奇异值，即该层在各个方向上把梯度拉伸多少。蓝色：本层与其后所有隐藏层的乘积的奇异值，包括跳跃连接。在 1 这条线上，没有方向增大或减小：等距。无法与 0 区分的奇异值在下边缘有标记 0：低于最大值的 10⁻²⁹⁰；若某一层去掉了一个方向（失活或静默的单元、更窄的层），或有批归一化，则为低于最大值的 10⁻¹⁴。</translation>
    </message>
    <message>
        <source>median and 10–90 % of {count} samples</source>
        <translation>{count} 个样本的中位数与 10–90 % 区间</translation>
    </message>
    <message>
        <source>sample {number}</source>
        <translation>样本 {number}</translation>
    </message>
    <message>
        <source>this step</source>
        <translation>本时间步</translation>
    </message>
    <message>
        <source>this layer</source>
        <translation>本层</translation>
    </message>
    <message>
        <source>to the last one</source>
        <translation>直到最后一层</translation>
    </message>
    <message>
        <source>Of the whole batch: the median over its first samples, as many as can be worked out live, and as a band the 10th to the 90th percentile. Of one sample: choose it above, beside the activation.</source>
        <translation>整个批次：取其前若干个样本（能实时算出多少就取多少）的中位数，色带为第 10 至第 90 百分位。单个样本：在上方激活函数旁选择。</translation>
    </message>
    <message>
        <source>Lines with marks are J in the compared runs, dashed lines their products; of a batch the medians.</source>
        <translation>带标记的线是对比运行的 J，虚线是它们的乘积；批次取中位数。</translation>
    </message>
    <message>
        <source>known at the end of the forward pass</source>
        <translation>前向传播结束时才知道</translation>
    </message>
    <message>
        <source>not worked out for cells with a norm inside</source>
        <translation>内部带归一化的单元不计算</translation>
    </message>
    <message>
        <source>too large to be worked out live</source>
        <translation>太大，无法实时计算</translation>
    </message>
</context>
<context>
    <name>Site</name>
    <message>
        <source>head</source>
        <translation>输出头</translation>
    </message>
    <message>
        <source>layer {number}</source>
        <translation>第 {number} 层</translation>
    </message>
    <message>
        <source>t = {t}</source>
        <translation>t = {t}</translation>
    </message>
    <message>
        <source>layer {layer}, t = {t}</source>
        <translation>第 {layer} 层，t = {t}</translation>
    </message>
    <message>
        <source>time step</source>
        <translation>时间步</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
</context>
<context>
    <name>SiteActivationView</name>
    <message>
        <source>batch</source>
        <translation>整个批次</translation>
    </message>
    <message>
        <source>sample </source>
        <translation>样本 </translation>
    </message>
    <message>
        <source>Whose numbers the pictures of the layer show: those of the whole batch (0), or of one sample of it</source>
        <translation>本层的图片显示谁的数值：整个批次（0），或其中一个样本</translation>
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
        <translation>该层在前向（蓝色）和反向（橙色）时计算什么，以及每个公式现在的值。σ′ 是激活函数的斜率，⊙ 是逐元素乘积，δ 是激活函数之前的梯度，u = W x + b（其后还有归一化或求和时），BN、LN、RN 是各种归一化，m 是 dropout 的掩码，⟨ ⟩ 是批次平均，κ 是因子，s = x + α F 是残差块末尾的和，P 是跳跃连接上的投影。最后两行：由该层之后各因子的乘积预测梯度还剩多少（蓝色），以及实测值（橙色）。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>还没有数值：走一步，或播放。</translation>
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
        <translation>还没有完成任何一步。</translation>
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
        <translation>没有{place}：{run}</translation>
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
        <translation>种子</translation>
    </message>
    <message>
        <source>against</source>
        <translation>对</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>The values, separated by commas</source>
        <translation>各个值，用逗号分隔</translation>
    </message>
    <message>
        <source>The field along the horizontal axis of both pictures</source>
        <translation>两幅图横轴上的字段</translation>
    </message>
    <message>
        <source>The field along the vertical axis of the map</source>
        <translation>图谱纵轴上的字段</translation>
    </message>
    <message>
        <source>How often every network is built, each time from another seed</source>
        <translation>每个网络构建的次数，每次用另一个种子</translation>
    </message>
    <message>
        <source>Training steps before the gradient is measured; 0: the first gradient</source>
        <translation>测量梯度之前的训练步数；0：最初的梯度</translation>
    </message>
    <message>
        <source>{count} at most: switch another off first</source>
        <translation>最多 {count} 项：请先关闭另一项</translation>
    </message>
    <message>
        <source>At least one is needed</source>
        <translation>至少需要一项</translation>
    </message>
    <message>
        <source>Stop · {done} of {total}</source>
        <translation>停止 · {done}/{total}</translation>
    </message>
    <message>
        <source>{count} of {total} could not be run</source>
        <translation>{total} 个中有 {count} 个无法运行</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>SweepCurvesView</name>
    <message>
        <source>Along one field</source>
        <translation>沿一个字段</translation>
    </message>
    <message>
        <source>{drawn} against {field}</source>
        <translation>{drawn}，横轴：{field}</translation>
    </message>
    <message>
        <source>Every point is the median over the seeds, the band reaches from their 10 % to their 90 % quantile. ‖g₁‖ ÷ ‖g_S‖ is what is left at the first layer of the gradient that the last one gets: at the grey line it arrives unchanged, below it vanishes, above it explodes. Both axes are logarithmic where numbers span decades. Exact zeros, NaN and ∞ have marks of their own at the edges. The dashed line is where the present experiment stands; a click on a point takes it over as the experiment.</source>
        <translation>每个点是各种子的中位数，色带从它们的 10 % 分位数到 90 % 分位数。‖g₁‖ ÷ ‖g_S‖ 是最后一层得到的梯度在第一层还剩下的部分：在灰线上它原样到达，在其下消失，在其上爆炸。数值跨越几个数量级时，两条轴都是对数轴。恰好的零、NaN 和 ∞ 在边缘有各自的标记。虚线是当前实验所在之处；点击一个点会把它采用为实验。</translation>
    </message>
    <message>
        <source>How deep can this network be until its first layer learns nothing? Press “Run” above: many networks are built, and the gradient of each is measured.</source>
        <translation>这个网络可以有多深，第一层才会什么也学不到？按上面的“运行”：会构建许多网络，并测量每个网络的梯度。</translation>
    </message>
</context>
<context>
    <name>SweepMapView</name>
    <message>
        <source>Edge of chaos</source>
        <translation>混沌边缘</translation>
    </message>
    <message>
        <source>present network</source>
        <translation>当前网络</translation>
    </message>
    <message>
        <source>exactly 0</source>
        <translation>恰为 0</translation>
    </message>
    <message>
        <source>NaN or ∞</source>
        <translation>NaN 或 ∞</translation>
    </message>
    <message>
        <source>Every cell is a network; its colour is log₁₀ of what is left of the gradient at the first layer, the median over the seeds. White: it arrives unchanged; blue: it vanishes; red: it explodes; beyond six decades the colour stays. The line between the two is the edge of chaos. The dot is the present network. Exact zeros are grey-blue, NaN and ∞ cyan; a cross is a combination that cannot be run. A click takes a cell over as the experiment, which can be undone.</source>
        <translation>每个格子是一个网络；颜色是梯度在第一层还剩多少的 log₁₀，取各种子的中位数。白色：原样到达；蓝色：消失；红色：爆炸；超过六个数量级后颜色不再变化。两者之间的线是混沌边缘。圆点是当前网络。恰好的零为灰蓝色，NaN 和 ∞ 为青色；叉号是无法运行的组合。点击会把格子采用为实验，可以撤销。</translation>
    </message>
    <message>
        <source>Choose two different fields above, and press “Run”.</source>
        <translation>请在上面选择两个不同的字段，然后按“运行”。</translation>
    </message>
    <message>
        <source>Between vanishing and exploding lies an edge. Press “Run” above to see where, and where the present network stands.</source>
        <translation>在消失与爆炸之间有一条边缘。按上面的“运行”，看看它在哪里，以及当前网络处在哪里。</translation>
    </message>
</context>
<context>
    <name>SweepView</name>
    <message>
        <source>What is left of the gradient</source>
        <translation>梯度还剩多少</translation>
    </message>
    <message>
        <source>First layer&apos;s gradient</source>
        <translation>第一层的梯度</translation>
    </message>
    <message>
        <source>Mean factor</source>
        <translation>平均因子</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>{low} … {high} (10 … 90 % of {count} seeds)</source>
        <translation>{low} … {high}（{count} 个种子的 10 … 90 %）</translation>
    </message>
    <message>
        <source>exactly 0: {count} of {runs}</source>
        <translation>恰为 0：{runs} 个中有 {count} 个</translation>
    </message>
    <message>
        <source>NaN or ∞: {count} of {runs}</source>
        <translation>NaN 或 ∞：{runs} 个中有 {count} 个</translation>
    </message>
    <message>
        <source>could not be run</source>
        <translation>无法运行</translation>
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
        <translation>时间步</translation>
    </message>
    <message>
        <source>Weight gain</source>
        <translation>权重增益</translation>
    </message>
    <message>
        <source>Weight std</source>
        <translation>权重标准差</translation>
    </message>
    <message>
        <source>Recurrent gain</source>
        <translation>循环增益</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Hidden units</source>
        <translation>隐藏单元</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>现状</translation>
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
        <translation>+ 批归一化</translation>
    </message>
    <message>
        <source>+ layer norm</source>
        <translation>+ 层归一化</translation>
    </message>
    <message>
        <source>+ residual</source>
        <translation>+ 残差</translation>
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
        <translation>在运行中的位置</translation>
    </message>
    <message>
        <source>replaying … {share} %</source>
        <translation>正在重放… {share} %</translation>
    </message>
    <message>
        <source>Drag to any position between step {first} and step {furthest}: it is computed again exactly, and going on from there is the same run, until a setting is changed. Shift-drag and the arrow keys move by micro-steps, wheel and page keys by steps. Kept states take {used} of {budget} MB (Edit ▸ Preferences…); the small marks show some of them.</source>
        <translation>拖到第 {first} 步与第 {furthest} 步之间的任意位置：会精确地重新计算，从那里继续就是同一次运行，直到改动某项设置。按住 Shift 拖动或用方向键按微步移动，滚轮与翻页键按步移动。保存的状态占用 {used} MB，上限 {budget} MB（编辑 ▸ 首选项…）；小刻度标出其中一部分。</translation>
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
        <translation>正态</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>单位阵</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>RMS</source>
        <translation>RMS</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>x+F(x)</source>
        <translation>x+F(x)</translation>
    </message>
    <message>
        <source>scaled</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>σ(x+F)</source>
        <translation>σ(x+F)</translation>
    </message>
    <message>
        <source>pre-act.</source>
        <translation>预激活</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>按范数</translation>
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
        <translation>x + F(x)/√depth：各分支合起来与输入一样大。</translation>
    </message>
    <message>
        <source>more…</source>
        <translation>更多…</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>所有种类</translation>
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
        <translation>1 层/秒</translation>
    </message>
    <message>
        <source>1 time step/s</source>
        <translation>1 时间步/秒</translation>
    </message>
    <message>
        <source>{number} layers/s</source>
        <translation>{number} 层/秒</translation>
    </message>
    <message>
        <source>{number} time steps/s</source>
        <translation>{number} 时间步/秒</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>From one time step per second to full speed, as fast as the engine goes (+ and −)</source>
        <translation>从每秒一个时间步到全速，即引擎能达到的最快速度（+ 和 −）</translation>
    </message>
    <message>
        <source>From one layer per second to full speed, as fast as the engine goes (+ and −)</source>
        <translation>从每秒一层到全速，即引擎能达到的最快速度（+ 和 −）</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Where the run is computed, and in which number format</source>
        <translation>在哪里计算，用哪种数值格式</translation>
    </message>
    <message>
        <source>time step</source>
        <translation>时间步</translation>
    </message>
    <message>
        <source>micro</source>
        <translation>微步</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Of the batch of step {step}, before its update</source>
        <translation>第 {step} 步的批次，在其更新之前</translation>
    </message>
    <message>
        <source>Of the batch of step {step}; that of step {next} has not reached the loss yet</source>
        <translation>第 {step} 步的批次；第 {next} 步的批次还没有到达损失</translation>
    </message>
    <message>
        <source>The batch has not reached the loss yet</source>
        <translation>批次还没有到达损失</translation>
    </message>
    <message>
        <source>phase</source>
        <translation>阶段</translation>
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
        <translation>输入：批次的第一个样本</translation>
    </message>
    <message>
        <source>numbers: {count}</source>
        <translation>{count} 个数</translation>
    </message>
    <message>
        <source>of class {number}</source>
        <translation>属于类别 {number}</translation>
    </message>
    <message>
        <source>loss of the batch {value}</source>
        <translation>批次损失 {value}</translation>
    </message>
    <message>
        <source>Outputs for the first sample of the batch</source>
        <translation>批次第一个样本的输出</translation>
    </message>
    <message>
        <source>Output {number}</source>
        <translation>输出 {number}</translation>
    </message>
    <message>
        <source>Output {number}: the right class</source>
        <translation>输出 {number}：正确类别</translation>
    </message>
    <message>
        <source>x = {value} in the first sample of the batch</source>
        <translation>批次第一个样本中 x = {value}</translation>
    </message>
    <message>
        <source>mean |a| = {activation}</source>
        <translation>|a| 的均值 = {activation}</translation>
    </message>
    <message>
        <source>mean |∂L/∂z| = {delta}</source>
        <translation>|∂L/∂z| 的均值 = {delta}</translation>
    </message>
    <message>
        <source>Input {number}</source>
        <translation>输入 {number}</translation>
    </message>
    <message>
        <source>{place}, unit {number}</source>
        <translation>{place}，单元 {number}</translation>
    </message>
</context>
<context>
    <name>UnitsView</name>
    <message>
        <source>Units</source>
        <translation>单元</translation>
    </message>
    <message>
        <source>dead units: {dead} of {count}</source>
        <translation>失活单元：{dead} / {count}</translation>
    </message>
    <message>
        <source>{shown} shown</source>
        <translation>显示 {shown} 个</translation>
    </message>
    <message>
        <source>{count} dead</source>
        <translation>{count} 个死亡</translation>
    </message>
    <message>
        <source>dead</source>
        <translation>失活</translation>
    </message>
    <message>
        <source>A column per unit (of a convolution per channel). Top: the mean of |a|. Middle: the root mean square of ∂L/∂z, what the unit is told by the gradient. Bottom: the share of its values whose slope is below 5 % of the largest possible one. A unit that is exactly 0 everywhere is dead and magenta: with relu no gradient passes through it. Bars reach up to the largest of their row, written beside it. Lines with marks are the units of the compared runs.</source>
        <translation>每个单元一列（卷积层为每个通道）。上：|a| 的均值。中：∂L/∂z 的均方根，即梯度告诉该单元什么。下：斜率低于最大可能值 5 % 的数值所占的份额。处处恰为 0 的单元是失活的，显示为品红色：对 relu 而言没有梯度能通过它。条形最高到该行的最大值，写在旁边。带标记的线是对比运行中的单元。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>还没有数值：走一步，或播放。</translation>
    </message>
    <message>
        <source>mean |a|</source>
        <translation>|a| 均值</translation>
    </message>
    <message>
        <source>rms ∂L/∂z</source>
        <translation>∂L/∂z 均方根</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>饱和</translation>
    </message>
    <message>
        <source>this activation never saturates</source>
        <translation>该激活函数不会饱和</translation>
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
        <translation>中位数</translation>
    </message>
    <message>
        <source>all layers</source>
        <translation>所有层</translation>
    </message>
    <message>
        <source>healthy</source>
        <translation>健康范围</translation>
    </message>
    <message>
        <source>How large an update is beside the weights that it changes, ‖ΔW‖/‖W‖. Around 10⁻³ is healthy (green band, 10⁻⁴ to 10⁻²): far below it nothing is learnt, far above it the weights are thrown about. Grey: from the smallest to the largest of all layers; dark: their median; orange: the selected layer. Points stand at the steps that were looked at completely. Marks at the bottom: the selected layer was not changed at all. Lines with marks: the layer of the same name in the compared runs. A click goes to a step.</source>
        <translation>更新量与所改变的权重相比有多大，‖ΔW‖/‖W‖。10⁻³ 左右是健康的（绿色带，10⁻⁴ 到 10⁻²）：远低于它就什么也学不到，远高于它权重就会来回乱跳。灰色：所有层从最小到最大；深色：中位数；橙色：所选的层。各点位于完整查看过的步。底部标记：所选的层完全没有改变。带标记的线：对比运行中同名的层。点击可前往该步。</translation>
    </message>
    <message>
        <source>No step has been looked at completely yet.</source>
        <translation>还没有完整查看过任何一步。</translation>
    </message>
    <message>
        <source>step {step} · {place} {number} · median {median}</source>
        <translation>第 {step} 步 · {place} {number} · 中位数 {median}</translation>
    </message>
</context>
<context>
    <name>View</name>
    <message>
        <source>This picture could not be drawn. The run goes on; the log says what happened.</source>
        <translation>这张图无法绘制。运行会继续；日志中记有原因。</translation>
    </message>
</context>
<context>
    <name>WeightImagesView</name>
    <message>
        <source>W and ∂L/∂W</source>
        <translation>W 与 ∂L/∂W</translation>
    </message>
    <message>
        <source>{rows} × {columns} matrix</source>
        <translation>{rows} × {columns} 矩阵</translation>
    </message>
    <message>
        <source>{rows} × {columns} matrix, of every block the largest entry</source>
        <translation>{rows} × {columns} 矩阵，每块取最大元素</translation>
    </message>
    <message>
        <source>The weight matrix and its gradient, one cell per entry: a row per output, a column per input (of a convolution per channel and tap, of a cell the inputs, then the state, gate under gate). The colour is the sign, its strength the size; full colour is the number beside the scale. Large matrices are shown in blocks: the entry of largest magnitude stands for its block. NaN and ∞ are magenta. While runs are compared, every run has a column, W over ∂L/∂W, each image on its own scale.</source>
        <translation>权重矩阵及其梯度，每个元素一格：每个输出一行，每个输入一列（卷积为每个通道和抽头，循环单元先是输入再是状态，各门上下排列）。颜色是符号，深浅是大小；最深的颜色对应色标旁的数值。大矩阵按块显示：每块由绝对值最大的元素代表。NaN 和 ∞ 为品红色。对比运行时，每次运行占一列，上面是 W，下面是 ∂L/∂W，每幅图各用自己的色标。</translation>
    </message>
    <message>
        <source>No values yet: take a step, or play.</source>
        <translation>还没有数值：走一步，或播放。</translation>
    </message>
    <message>
        <source>Main run</source>
        <translation>主运行</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>还没有</translation>
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
        <translation>+ 批归一化</translation>
    </message>
    <message>
        <source>+ layer norm</source>
        <translation>+ 层归一化</translation>
    </message>
    <message>
        <source>− normalization</source>
        <translation>− 归一化</translation>
    </message>
    <message>
        <source>+ residual</source>
        <translation>+ 残差</translation>
    </message>
    <message>
        <source>− residual</source>
        <translation>− 残差</translation>
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
        <translation>另一个种子</translation>
    </message>
    <message>
        <source>Learning rate × 10</source>
        <translation>学习率 × 10</translation>
    </message>
    <message>
        <source>Learning rate ÷ 10</source>
        <translation>学习率 ÷ 10</translation>
    </message>
    <message>
        <source>Momentum 0.9</source>
        <translation>动量 0.9</translation>
    </message>
    <message>
        <source>No momentum</source>
        <translation>无动量</translation>
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
        <translation>相同的设置</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>‖W‖ spectral</source>
        <translation>‖W‖ 谱范数</translation>
    </message>
    <message>
        <source>Largest singular value of the weight matrix: the most it can stretch a vector.</source>
        <translation>权重矩阵的最大奇异值：它最多能把向量拉长多少。</translation>
    </message>
    <message>
        <source>σ′ mean · rms</source>
        <translation>σ′ 均值 · 均方根</translation>
    </message>
    <message>
        <source>Mean and root mean square of the slope σ′(z) over batch and units.</source>
        <translation>斜率 σ′(z) 对批和单元的均值与均方根。</translation>
    </message>
    <message>
        <source>factor σ′·w</source>
        <translation>因子 σ′·w</translation>
    </message>
    <message>
        <source>Average gain of this layer for the gradient: √(mean ‖∂aₗ/∂aₗ₋₁‖² / n).</source>
        <translation>该层对梯度的平均增益：√(‖∂aₗ/∂aₗ₋₁‖² 的均值 / n)。</translation>
    </message>
    <message>
        <source>‖∂L/∂a‖</source>
        <translation>‖∂L/∂a‖</translation>
    </message>
    <message>
        <source>Norm of the gradient that arrives at the layer&apos;s output, over batch and units.</source>
        <translation>到达该层输出的梯度的范数，对批和单元。</translation>
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
        <translation>权重梯度的范数；箭头之后是裁剪后剩下的。</translation>
    </message>
    <message>
        <source>measured gain</source>
        <translation>实测增益</translation>
    </message>
    <message>
        <source>‖∂L/∂aₗ₋₁‖ / ‖∂L/∂aₗ‖: what this layer really did to the gradient.</source>
        <translation>‖∂L/∂aₗ₋₁‖ / ‖∂L/∂aₗ‖：该层实际对梯度做了什么。</translation>
    </message>
    <message>
        <source>update ratio</source>
        <translation>更新比率</translation>
    </message>
    <message>
        <source>‖ΔW‖ / ‖W‖ of the last update; about 0.001 is healthy.</source>
        <translation>上次更新的 ‖ΔW‖ / ‖W‖；约 0.001 为健康。</translation>
    </message>
    <message>
        <source>z mean ± std</source>
        <translation>z 均值 ± 标准差</translation>
    </message>
    <message>
        <source>Mean and standard deviation of z before the activation, over batch and units.</source>
        <translation>激活之前 z 对批和单元的均值与标准差。</translation>
    </message>
    <message>
        <source>saturated</source>
        <translation>饱和</translation>
    </message>
    <message>
        <source>Share of values whose slope is below 5 % of the largest possible slope.</source>
        <translation>斜率低于最大可能斜率 5 % 的值所占的比例。</translation>
    </message>
    <message>
        <source>dead units</source>
        <translation>失活单元</translation>
    </message>
    <message>
        <source>Share of units that are zero on the whole batch: no gradient passes through them.</source>
        <translation>在整批上都为零的单元的比例：没有梯度通过它们。</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>非有限</translation>
    </message>
    <message>
        <source>How many numbers of this layer are NaN or infinite.</source>
        <translation>该层有多少个数是 NaN 或无穷。</translation>
    </message>
    <message>
        <source>factor</source>
        <translation>因子</translation>
    </message>
    <message>
        <source>Average gain of this time step for the gradient on its way back, root mean square.</source>
        <translation>梯度反向经过这一时间步时的平均增益（均方根）。</translation>
    </message>
    <message>
        <source>‖∂L/∂h‖</source>
        <translation>‖∂L/∂h‖</translation>
    </message>
    <message>
        <source>Norm of the gradient that arrives at the state h of this time step, over batch and units.</source>
        <translation>到达这一时间步状态 h 的梯度的范数（遍及批次与单元）。</translation>
    </message>
    <message>
        <source>The same before the activation, over all gates.</source>
        <translation>同上，但取在激活之前，遍及所有门。</translation>
    </message>
    <message>
        <source>Norm of this time step&apos;s share of the weights&apos; gradient, and after the arrow what clipping leaves of it.</source>
        <translation>这一时间步对权重梯度的贡献的范数；箭头之后是裁剪后剩下的部分。</translation>
    </message>
    <message>
        <source>‖∂L/∂hₜ₋₁‖ / ‖∂L/∂hₜ‖: what this time step really did to the gradient.</source>
        <translation>‖∂L/∂hₜ₋₁‖ / ‖∂L/∂hₜ‖：这一时间步对梯度的实际作用。</translation>
    </message>
    <message>
        <source>Wₕ spectral radius</source>
        <translation>Wₕ 谱半径</translation>
    </message>
    <message>
        <source>Largest modulus of the eigenvalues of Wₕ (of gated cells: the candidate&apos;s part).</source>
        <translation>Wₕ 的特征值的最大模（门控单元：取候选状态的部分）。</translation>
    </message>
    <message>
        <source>gates f · i · o</source>
        <translation>门 f · i · o</translation>
    </message>
    <message>
        <source>Means of the forget, input and output gate over batch and units.</source>
        <translation>遗忘门、输入门和输出门在批次与单元上的均值。</translation>
    </message>
    <message>
        <source>Π f to the end</source>
        <translation>此后的 Π f</translation>
    </message>
    <message>
        <source>Product of the forget gates of all later time steps, mean over batch and units: how much of the gradient comes back along the cell state c.</source>
        <translation>此后所有时间步的遗忘门之积，在批次与单元上取均值：梯度沿细胞状态 c 传回后还剩多少。</translation>
    </message>
    <message>
        <source>‖∂L/∂c‖</source>
        <translation>‖∂L/∂c‖</translation>
    </message>
    <message>
        <source>Norm of the gradient that arrives at the cell state c, over batch and units.</source>
        <translation>到达细胞状态 c 的梯度的范数（遍及批次与单元）。</translation>
    </message>
    <message>
        <source>gates r · u</source>
        <translation>门 r · u</translation>
    </message>
    <message>
        <source>Means of the reset and the update gate over batch and units.</source>
        <translation>重置门和更新门在批次与单元上的均值。</translation>
    </message>
    <message>
        <source>zeros in ∂L/∂a</source>
        <translation>∂L/∂a 中的零</translation>
    </message>
    <message>
        <source>How many entries of ∂L/∂a are exactly zero in this number format.</source>
        <translation>∂L/∂a 中有多少个数在这种数值格式下恰好为零。</translation>
    </message>
    <message>
        <source>∂L/∂a{last} comes from the loss</source>
        <translation>∂L/∂a{last} 来自损失</translation>
    </message>
    <message>
        <source>measured {here} / {there} = {ratio}</source>
        <translation>实测 {here} / {there} = {ratio}</translation>
    </message>
    <message>
        <source>k = {first} … {last}, Jₖ = ∂aₖ/∂aₖ₋₁, of a convolution with its pooling</source>
        <translation>k = {first} … {last}，Jₖ = ∂aₖ/∂aₖ₋₁，卷积连同其池化</translation>
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
        <translation>跳跃连接 · 支路</translation>
    </message>
    <message>
        <source>Where the gradient at the block&apos;s input comes from: ‖skip‖ and ‖branch‖ as shares of ‖∂L/∂x‖. The skip is the “+1” of the block, or its projection; as vectors both add up to ∂L/∂x.</source>
        <translation>残差块输入处的梯度从何而来：‖跳跃连接‖ 与 ‖支路‖ 各占 ‖∂L/∂x‖ 的份额。跳跃连接即该块的“+1”或其投影；两者作为向量相加等于 ∂L/∂x。</translation>
    </message>
    <message>
        <source>cosine of the two</source>
        <translation>两者的余弦</translation>
    </message>
    <message>
        <source>Of the angle between the gradients from skip and branch: 1 they add up, 0 they are independent, −1 they cancel.</source>
        <translation>来自跳跃连接与支路的梯度之间夹角的余弦：1 表示相加，0 表示彼此无关，−1 表示相互抵消。</translation>
    </message>
    <message>
        <source>∂L/∂a{site} = Π Jₖᵀ · ∂L/∂a{last}</source>
        <translation>∂L/∂a{site} = Π Jₖᵀ · ∂L/∂a{last}</translation>
    </message>
    <message>
        <source>k = {first} … {last}, J with its skip link</source>
        <translation>k = {first} … {last}，J 含跳跃连接</translation>
    </message>
</context>
</TS>
