//! The package's record classes, found by the names of the core's structs.
//!
//! `nordcase/fastdok.py` and its siblings declare each once, with annotations. From them this module learns which text becomes a `Decimal`, a `datetime` or a member
//! of an enumeration, so that a field is described in one place only.

use std::borrow::Cow;
use std::collections::HashMap;

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};

/// What a text in a field becomes.
pub(crate) enum Text {
    Str,
    Decimal,
    DateTime,
    /// Called with the text: an enumeration, or `RawJson`. An enumeration's members are looked up first; there are few.
    Class {
        class: Py<PyAny>,
        known: Vec<(String, Py<PyAny>)>,
    },
}

pub(crate) struct Field {
    /// The name in the core's serialised form.
    pub(crate) wire: String,
    slot: Slot,
    pub(crate) text: Text,
    /// What it is when an answer leaves it out.
    pub(crate) absent: Py<PyAny>,
}

/// A slot of a class, by its descriptor: faster than looking the name up each time, and past the class's own `__setattr__`, which refuses all changes.
struct Slot {
    descriptor: Py<PyAny>,
    set: ffi::descrsetfunc,
}

impl Slot {
    fn of(class: &Bound<'_, PyType>, name: &str) -> PyResult<Self> {
        let descriptor = class.getattr(name)?;
        // SAFETY: the slot of a live type that bears this number holds a function of this type, or nothing.
        let set = unsafe {
            let set = ffi::PyType_GetSlot(descriptor.get_type().as_type_ptr(), ffi::Py_tp_descr_set);
            std::mem::transmute::<*mut std::ffi::c_void, Option<ffi::descrsetfunc>>(set)
        };
        let set = set.ok_or_else(|| PyTypeError::new_err(format!("{name} is no slot")))?;
        Ok(Self { descriptor: descriptor.unbind(), set })
    }
}

impl Field {
    /// Sets it in an object of its class.
    pub(crate) fn set(&self, object: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        // SAFETY: three live objects, and the function that the descriptor's type has for this. It checks the object's type.
        let done = unsafe { (self.slot.set)(self.slot.descriptor.as_ptr(), object.as_ptr(), value.as_ptr()) };
        if done == 0 { Ok(()) } else { Err(PyErr::fetch(object.py())) }
    }
}

pub(crate) struct Class {
    class: Py<PyType>,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Classes {
    by_name: HashMap<String, Class>,
    frozen_dict: Py<PyAny>,
    empty_dict: Py<PyAny>,
    decimal: Py<PyAny>,
    from_iso: Py<PyAny>,
}

static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();

impl Classes {
    /// Reads them once, from the package's model.
    pub(crate) fn get(py: Python<'_>) -> PyResult<&Self> {
        CLASSES.get_or_try_init(py, || {
            let model = py.import("nordcase._model")?;
            let enums: HashMap<String, Bound<'_, PyAny>> = model.getattr("TEXT_CLASSES")?.extract()?;
            let mut by_name = HashMap::new();
            for (name, class) in model.getattr("RECORDS")?.extract::<HashMap<String, Bound<'_, PyType>>>()? {
                let annotations: Vec<(String, String, String)> = class.getattr("_described")?.extract()?;
                let absent: HashMap<String, Py<PyAny>> = class.getattr("_defaults")?.extract()?;
                let fields = annotations
                    .into_iter()
                    .map(|(attribute, wire, kind)| {
                        let text = match kind.as_str() {
                            "Decimal" => Text::Decimal,
                            "datetime" => Text::DateTime,
                            kind => enums.get(kind).map_or(Ok(Text::Str), text_class)?,
                        };
                        let absent = absent.get(&attribute).map_or_else(|| py.None(), |value| value.clone_ref(py));
                        Ok(Field { wire, slot: Slot::of(&class, &attribute)?, text, absent })
                    })
                    .collect::<PyResult<_>>()?;
                by_name.insert(name, Class { class: class.unbind(), fields });
            }
            let frozen_dict = model.getattr("FrozenDict")?;
            Ok(Self {
                by_name,
                empty_dict: frozen_dict.call0()?.unbind(),
                frozen_dict: frozen_dict.unbind(),
                decimal: py.import("decimal")?.getattr("Decimal")?.unbind(),
                from_iso: py.import("datetime")?.getattr("datetime")?.getattr("fromisoformat")?.unbind(),
            })
        })
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Class> {
        self.by_name.get(name)
    }

    /// A mapping that cannot be changed.
    pub(crate) fn frozen<'py>(&self, dict: Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        let py = dict.py();
        if dict.is_empty() { Ok(self.empty_dict.bind(py).clone()) } else { self.frozen_dict.bind(py).call1((dict,)) }
    }

    /// A text as its field says.
    pub(crate) fn text<'py>(&self, py: Python<'py>, kind: &Text, text: &str) -> PyResult<Bound<'py, PyAny>> {
        match kind {
            Text::Str => Ok(PyString::new(py, text).into_any()),
            Text::Decimal => call(self.decimal.bind(py), PyString::new(py, text)),
            Text::DateTime => match for_python(text) {
                Some(time) => call(self.from_iso.bind(py), PyString::new(py, &time)),
                None => Ok(PyString::new(py, text).into_any()),
            },
            Text::Class { class, known } => match known.iter().find(|(value, _)| value == text) {
                Some((_, member)) => Ok(member.bind(py).clone()),
                None => call(class.bind(py), PyString::new(py, text)),
            },
        }
    }
}

/// Calls something with one text, without the tuple that `call1` makes for it.
fn call<'py>(called: &Bound<'py, PyAny>, text: Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    let py = called.py();
    let end = std::ptr::null_mut::<ffi::PyObject>();
    // SAFETY: live objects, and null as the end of the arguments; what comes back is a new reference or null with an exception.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyObject_CallFunctionObjArgs(called.as_ptr(), text.as_ptr(), end)) }
}

/// A time of the core's as every Python since 3.10 reads it: a fraction has six digits (further ones are cut), and UTC is an offset.
fn for_python(time: &str) -> Option<Cow<'_, str>> {
    let (seconds, rest) = time.split_at_checked("2026-03-01T10:00:00".len())?;
    if rest.is_empty() {
        return Some(Cow::Borrowed(time));
    }
    let (fraction, offset) = rest.split_at_checked(rest.find(['Z', '+', '-']).unwrap_or(rest.len()))?;
    let mut written = String::with_capacity(32);
    written.push_str(seconds);
    if !fraction.is_empty() {
        written.extend(fraction.chars().chain(std::iter::repeat('0')).take(".123456".len()));
    }
    written.push_str(if offset == "Z" { "+00:00" } else { offset });
    Some(Cow::Owned(written))
}

fn text_class(class: &Bound<'_, PyAny>) -> PyResult<Text> {
    let known = class.getattr_opt("_value2member_map_")?.and_then(|map| map.cast_into::<PyDict>().ok());
    let known = known.map_or(Ok(Vec::new()), |map| {
        map.iter().map(|(value, member)| Ok((value.extract()?, member.unbind()))).collect::<PyResult<_>>()
    })?;
    Ok(Text::Class { class: class.clone().unbind(), known })
}

impl Class {
    /// An empty object; every field is to be set before anybody sees it.
    pub(crate) fn alloc<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let class = self.class.bind(py);
        // SAFETY: the class is a heap type of the package with nothing but slots, which this leaves empty as `object.__new__` would.
        unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyType_GenericAlloc(class.as_type_ptr(), 0)) }
    }

    /// Takes an object out of the garbage collector's sight. It looks for cycles, and there are none in an answer: nothing in it can be changed. It would
    /// go through the thousands of rows of a list again and again.
    pub(crate) fn untrack(&self, object: &Bound<'_, PyAny>) {
        // SAFETY: a live object that `alloc` made, so one that the collector knows of.
        unsafe { ffi::PyObject_GC_UnTrack(object.as_ptr().cast()) };
    }
}
