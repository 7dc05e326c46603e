import cProfile, pstats, time, sys, logging
logging.disable(logging.CRITICAL)
sys.path.insert(0,'.')
from pathlib import Path
from streamlit.testing.v1 import AppTest
at = AppTest.from_file(Path("pages/toy_convolution.py").resolve(), default_timeout=30).run()
import ui.toy_choices as tc, ui.toy_view as tv
import ui.badge as badge, ui.stepper as stp
times={}
def wrap(mod,name):
    f=getattr(mod,name)
    def g(*a,**k):
        t=time.perf_counter(); r=f(*a,**k); times.setdefault(name,[]).append((time.perf_counter()-t)*1e3); return r
    setattr(mod,name,g)
for m,n in ((tc,"choose_all"),(tc,"choose_frame"),(tc,"choose_spec"),(tc,"choose_image_source"),(tc,"choose_kernel_source"),(tc,"start_again_button"),(badge,"show_badge"),(tv,"show_steps"),(tv,"show_printed"),(tv,"show_size")): wrap(m,n)
for i in range(30):
    at.session_state["toy_stride"]=1+i%3; at.run()
for n,v in times.items(): v=sorted(v); print(n, round(v[len(v)//2],2))
