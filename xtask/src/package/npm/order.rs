//! The order of a module's functions: each stands next to the one that it is most like, where a compressor finds again what they share.

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{self, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{BinaryReaderError, CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

type Error = reencode::Error<Infallible>;

/// Functions are compared by their pieces of so many bytes: two or three instructions.
const PIECE: usize = 6;

/// A piece that more functions have says nothing of their likeness.
const COMMON: usize = 512;

/// The same module, its functions in another order.
pub(super) fn by_likeness(module: &[u8]) -> Result<Vec<u8>, Error> {
    let (imported, bodies) = functions(module)?;
    let order = chain(&bodies);
    let mut places = vec![0; order.len()];
    for (place, index) in order.iter().enumerate() {
        places[*index] = place;
    }
    let mut written = Module::new();
    Reordered { imported, order, places }.parse_core_module(&mut written, Parser::new(0), module)?;
    Ok(written.finish())
}

/// How many functions are imported, and the bodies of the others.
pub(crate) fn functions(module: &[u8]) -> Result<(usize, Vec<&[u8]>), BinaryReaderError> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    Ok((imported, bodies))
}

/// The bodies' indices, from each to the one most like it that is left.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (index, body) in bodies.iter().enumerate() {
        for piece in body.windows(PIECE) {
            let holders = holders.entry(piece).or_default();
            if holders.last() != Some(&index) {
                holders.push(index);
            }
        }
    }
    holders.retain(|_, holders| (2..=COMMON).contains(&holders.len()));
    let mut left = vec![true; bodies.len()];
    let mut order = Vec::with_capacity(bodies.len());
    let mut next = 0;
    while order.len() < bodies.len() {
        left[next] = false;
        order.push(next);
        let mut shared = vec![0_u32; bodies.len()];
        for piece in bodies[next].windows(PIECE) {
            for holder in holders.get(piece).into_iter().flatten() {
                shared[*holder] += 1;
            }
        }
        let likeness = |index: usize| f64::from(shared[index]) / (bodies[index].len() as f64).sqrt();
        // Of those that are alike, and where none is, the first.
        let best =
            (0..bodies.len()).filter(|index| left[*index]).rev().max_by(|a, b| likeness(*a).total_cmp(&likeness(*b)));
        next = best.unwrap_or(next);
    }
    order
}

struct Reordered {
    imported: usize,
    /// Which function stands at each place, and where each stands; both without the imported ones.
    order: Vec<usize>,
    places: Vec<usize>,
}

impl Reencode for Reordered {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        let own = (index as usize).checked_sub(self.imported).and_then(|own| self.places.get(own));
        Ok(own.map_or(index, |place| (self.imported + place) as u32))
    }

    fn parse_function_section(
        &mut self,
        written: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for index in &self.order {
            written.function(types[*index]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, written: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for index in self.order.clone() {
            utils::parse_function_body(self, written, bodies[index].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use wasm_encoder::{EntityType, ExportKind, ExportSection, Function, ImportSection, TypeSection, ValType};
    use wasmparser::Operator;

    use super::*;

    /// Adds up the numbers, then returns what `more` gives.
    fn sum(numbers: &[i32], more: impl FnOnce(&mut wasm_encoder::InstructionSink<'_>)) -> Function {
        let mut function = Function::new([]);
        let mut code = function.instructions();
        code.i32_const(0);
        for number in numbers {
            code.i32_const(*number).i32_add();
        }
        more(&mut code);
        code.end();
        function
    }

    /// A module with an imported function, and three of its own; the second calls the third.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("env", "given", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        let mut exports = ExportSection::new();
        for (index, name) in [(1, "first"), (2, "second"), (3, "third")] {
            functions.function(0);
            exports.export(name, ExportKind::Func, index);
        }
        let mut code = CodeSection::new();
        code.function(&sum(&[1, 2, 3, 4, 5, 6, 7, 8], |_| {}));
        code.function(&sum(&[100, 900, 300, 700, 500], |code| {
            code.call(3).i32_add().call(0).i32_add();
        }));
        code.function(&sum(&[1, 2, 3, 4, 5, 6, 7, 9], |_| {}));
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    /// What each exported function does, and the order in which the functions stand; calls by the name of what they call.
    fn told(module: &[u8]) -> (BTreeMap<String, Vec<String>>, Vec<String>) {
        let (imported, _) = functions(module).unwrap();
        let mut names = BTreeMap::new();
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::ExportSection(exports) => {
                    names.extend(exports.into_iter().map(|it| it.unwrap()).map(|it| (it.index, it.name.to_owned())));
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let name = |index: u32| names.get(&index).cloned().unwrap_or_else(|| "given".to_owned());
        let operator = |operator| match operator {
            Operator::Call { function_index } => format!("call {}", name(function_index)),
            other => format!("{other:?}"),
        };
        let mut does = BTreeMap::new();
        let mut order = Vec::new();
        for (index, body) in (imported as u32..).zip(bodies) {
            let operators = body.get_operators_reader().unwrap();
            does.insert(name(index), operators.into_iter().map(|it| operator(it.unwrap())).collect());
            order.push(name(index));
        }
        (does, order)
    }

    #[test]
    fn functions_that_are_alike_stand_together_and_do_what_they_did() {
        let (before, after) = (module(), by_likeness(&module()).unwrap());
        wasmparser::validate(&after).unwrap();
        assert_eq!(told(&before).0, told(&after).0);
        assert_eq!(told(&before).1, ["first", "second", "third"]);
        assert_eq!(told(&after).1, ["first", "third", "second"]);
        assert_eq!(told(&after).0["second"].iter().filter(|it| *it == "call third").count(), 1);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(by_likeness(b"hunter2").is_err());
    }
}
