//! Protocol buffers by hand: fields are written and read by their numbers.

#![allow(dead_code, unreachable_pub)] // Each test program uses some of it.

/// A varint.
pub fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).expect("seven bits"));
    bytes
}

/// A field that is a number.
pub fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

/// A field that is text, bytes or a message.
pub fn bytes(field: u64, value: impl AsRef<[u8]>) -> Vec<u8> {
    let value = value.as_ref();
    [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

/// A field of a message: its number, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    Number(u64, u64),
    Bytes(u64, Vec<u8>),
}

/// The fields of a message.
pub fn fields(mut message: &[u8]) -> Vec<Field> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let key = read_varint(&mut message);
        let value = read_varint(&mut message);
        fields.push(match key & 7 {
            0 => Field::Number(key >> 3, value),
            2 => {
                let (head, tail) = message.split_at(usize::try_from(value).expect("a length"));
                message = tail;
                Field::Bytes(key >> 3, head.to_vec())
            }
            other => panic!("wire type {other}"),
        });
    }
    fields
}

/// The message in a field, down a path of numbers.
pub fn inside(message: &[u8], path: &[u64]) -> Vec<u8> {
    path.iter().fold(message.to_vec(), |message, &wanted| {
        let found = fields(&message).into_iter().find_map(|field| match field {
            Field::Bytes(number, value) if number == wanted => Some(value),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("no field {wanted} in {message:?}"))
    })
}

fn read_varint(message: &mut &[u8]) -> u64 {
    let mut value = 0;
    for index in 0.. {
        let (&byte, tail) = message.split_first().expect("a byte");
        *message = tail;
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            break;
        }
    }
    value
}
