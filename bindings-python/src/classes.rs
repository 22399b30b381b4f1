//! The package's record classes, found by the names of the core's structs.
//!
//! `nordcase/fastdok.py` and its siblings declare each once, with annotations. From them this module learns which text becomes a `Decimal`, a `datetime` or a member
//! of an enumeration, so that a field is described in one place only.

use std::collections::HashMap;

use nordcase::DateTime;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};

/// What a text in a field becomes.
pub(crate) enum Text {
    Str,
    Decimal,
    DateTime,
    /// Called with the text: an enumeration, or `RawJson`. The known members are looked up first.
    Class {
        class: Py<PyAny>,
        known: Option<Py<PyDict>>,
    },
}

pub(crate) struct Field {
    /// The name in the core's serialised form.
    pub(crate) wire: String,
    /// The attribute.
    pub(crate) name: Py<PyString>,
    pub(crate) text: Text,
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
                let fields = annotations
                    .into_iter()
                    .map(|(attribute, wire, kind)| {
                        let text = match kind.as_str() {
                            "Decimal" => Text::Decimal,
                            "datetime" => Text::DateTime,
                            kind => enums.get(kind).map_or(Ok(Text::Str), text_class)?,
                        };
                        Ok(Field { wire, name: PyString::intern(py, &attribute).unbind(), text })
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
            Text::Decimal => self.decimal.bind(py).call1((text,)),
            Text::DateTime => self.date_time(py, text),
            Text::Class { class, known } => {
                if let Some(known) = known
                    && let Some(member) = known.bind(py).get_item(text)?
                {
                    return Ok(member);
                }
                class.bind(py).call1((text,))
            }
        }
    }

    /// Python's datetime has microseconds: further digits are cut. Aware where the text has an offset.
    fn date_time<'py>(&self, py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
        let Ok(time) = text.parse::<DateTime>() else { return Ok(PyString::new(py, text).into_any()) };
        // The two forms that the services write most, without taking them apart.
        if text.len() == 19 {
            return self.from_iso.bind(py).call1((text,));
        }
        if let Some(head) = text.strip_suffix('Z').filter(|head| head.len() == 19) {
            return self.from_iso.bind(py).call1((format!("{head}+00:00"),));
        }
        let written = time.to_string();
        let (head, rest) = written.split_at_checked(19).unwrap_or((&written, ""));
        let digits = rest.strip_prefix('.').map_or("", |rest| rest.split(['Z', '+', '-']).next().unwrap_or(""));
        let offset = rest.find(['Z', '+', '-']).and_then(|at| rest.get(at..)).unwrap_or("");
        let offset = if offset == "Z" { "+00:00" } else { offset };
        let micros: String = digits.chars().chain("000000".chars()).take(6).collect();
        self.from_iso.bind(py).call1((format!("{head}.{micros}{offset}"),))
    }
}

fn text_class(class: &Bound<'_, PyAny>) -> PyResult<Text> {
    let known = class.getattr_opt("_value2member_map_")?.and_then(|map| map.cast_into::<PyDict>().ok());
    Ok(Text::Class { class: class.clone().unbind(), known: known.map(Bound::unbind) })
}

impl Class {
    /// An empty object; every field is to be set before anybody sees it.
    pub(crate) fn alloc<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let class = self.class.bind(py);
        // SAFETY: the class is a heap type of the package with nothing but slots, which this leaves empty as `object.__new__` would.
        unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyType_GenericAlloc(class.as_type_ptr(), 0)) }
    }
}

/// Sets a slot past the class's own `__setattr__`, which refuses all changes.
pub(crate) fn set_slot(object: &Bound<'_, PyAny>, name: &Py<PyString>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    // SAFETY: three live objects; this is what `object.__setattr__` is.
    let done = unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value.as_ptr()) };
    if done == 0 { Ok(()) } else { Err(PyErr::fetch(object.py())) }
}
