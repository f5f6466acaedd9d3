# Draws loss.svg from loss.dat: gnuplot loss.gp
set encoding utf8
set terminal svg size 960,625 noenhanced font 'sans-serif,15' background '#ffffff' name 'loss'
set output 'loss.svg'
set title 'No 100 comes back to any of seven INVITEs: points measured, line exact' font ',17' offset 0,0.3
set border 3 linewidth 1.2
set tics nomirror out
set grid xtics ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.8
set key at screen 0.06,screen 66.0/625 left top vertical Left reverse samplen 3 spacing 1.25 font ',13'
set lmargin 11
set rmargin 4
set bmargin at screen 150.0/625
set xlabel 'share of messages that each way loses'
set ylabel 'probability'
set format y '%.0e'
set logscale y
set xrange [0:0.55]
set yrange [1e-13:1]
set samples 500
plot (1-(1-x)**2)**7 with lines linewidth 1.5 linecolor rgb '#0072b2' title 'sum over all patterns of losses', \
    'loss.dat' index 0 using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '#0072b2' notitle, \
    (1-(1-x)**2)**7 with lines linewidth 1.5 linecolor rgb '#d55e00' title 'by chance', \
    'loss.dat' index 1 using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '#d55e00' notitle
