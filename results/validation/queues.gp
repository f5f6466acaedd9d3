# Draws queues.svg from queues.dat: gnuplot queues.gp
set encoding utf8
set terminal svg size 960,675 noenhanced font 'sans-serif,15' background '#ffffff' name 'queues'
set output 'queues.svg'
set title 'Mean time at one server: points with intervals measured, lines exact' font ',17' offset 0,0.3
set border 3 linewidth 1.2
set tics nomirror out
set grid xtics ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.8
set key at screen 0.06,screen 116.0/675 left top vertical Left reverse samplen 3 spacing 1.25 font ',13'
set lmargin 11
set rmargin 4
set bmargin at screen 200.0/675
set xlabel 'utilisation'
set ylabel 'ms'
set logscale y
set xrange [0:1]
set yrange [0.03:100]
set samples 500
plot 1/(1-x) with lines linewidth 1.5 linecolor rgb '#0072b2' title 'M/M/1, wait and service', \
    'queues.dat' index 0 using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '#0072b2' notitle, \
    -log(0.01)/(1-x) with lines linewidth 1.5 linecolor rgb '#56b4e9' title 'M/M/1, exceeded by 1 %', \
    'queues.dat' index 1 using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '#56b4e9' notitle, \
    2.5*x/(1-x) with lines linewidth 1.5 linecolor rgb '#d55e00' title 'M/G/1, cs2 = 4, wait', \
    'queues.dat' index 2 using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '#d55e00' notitle, \
    0.5*x/(1-x) with lines linewidth 1.5 linecolor rgb '#009e73' title 'M/D/1, wait', \
    'queues.dat' index 3 using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '#009e73' notitle
