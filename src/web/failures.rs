//! What a failure means and what would help, as one sentence in every language.

use crate::protocol::{Failure, Substitute};

use super::format::seconds;
use super::{Language, fallback_reason};
use crate::measure::Bytes;

/// The failure, and what to do about it.
pub(crate) fn failure_sentence(language: Language, failure: &Failure) -> String {
    match language {
        Language::English => english(failure),
        Language::Korean => korean(failure),
    }
}

fn english(failure: &Failure) -> String {
    match failure {
        Failure::FileMissing { file, status: status @ 500.. } => {
            format!("The server failed to send {file} (status {status}). Try again in a while.")
        }
        Failure::FileMissing { file, status } => {
            format!(
                "The server has no {file} (status {status}). Check that the page was published with its weights, then try again."
            )
        }
        Failure::FileUnreachable { file, detail } => {
            format!("{file} could not be fetched ({detail}). Check the connection, then try again.")
        }
        Failure::FileSize { file, expected, found } => format!(
            "{file} has {} bytes instead of {}: it was cut off or replaced. Try again, or reload the page.",
            found.0, expected.0
        ),
        Failure::FileStopped { file, received: Bytes(0), .. } => {
            format!("{file} does not arrive: the server is silent. Check the connection, then try again.")
        }
        Failure::FileStopped { file, received, total } => {
            let of = total.map(|total| format!(" of {}", total.0)).unwrap_or_default();
            format!(
                "{file} stopped arriving: {}{of} bytes came. Check the connection, then try again.",
                received.0
            )
        }
        Failure::FileReplaced { file, by: Substitute::WebPage } => format!(
            "The server sent a web page instead of {file}. Check that the page was published with all its files, then try again."
        ),
        Failure::FileReplaced { file, by: Substitute::Pointer } => format!(
            "The server sent a pointer to large-file storage (git LFS) instead of {file}. Publish the file itself (git lfs pull), then try again."
        ),
        Failure::FileAltered { file } => {
            format!(
                "{file} is not the file that was published (its digest differs). Reload the page without its cache, then try again."
            )
        }
        Failure::FileInvalid { file, detail } => {
            format!("{file} cannot be read ({detail}). Reload the page without its cache, then try again.")
        }
        Failure::NotPublished { network } => format!("{network} is not trained yet."),
        Failure::DeviceUnavailable { against } => format!(
            "The address asks for the GPU, but {}. Remove “device” from the address to let the page choose.",
            fallback_reason(Language::English, against)
        ),
        Failure::DeviceLost { detail } => format!("The GPU was lost ({detail})."),
        Failure::DeviceSilent { waited } => {
            format!("The GPU has not answered for {} s and was given up.", seconds(*waited))
        }
        Failure::Inference { detail } => format!("A run failed ({detail}). Try again."),
        Failure::Incorrect { network, difference } => format!(
            "{network} does not compute here what it should: a probability is off by {difference:.1e}. Nothing was timed, as the times of wrong answers mean nothing."
        ),
        Failure::Panicked { detail } => format!("The program stopped ({detail})."),
        Failure::Message { detail } => {
            format!(
                "The parts of the page do not fit together ({detail}). Reload the page without its cache."
            )
        }
    }
}

fn korean(failure: &Failure) -> String {
    match failure {
        Failure::FileMissing { file, status: status @ 500.. } => {
            format!("서버가 {file} 파일을 보내지 못했습니다 (상태 {status}). 잠시 뒤 다시 시도하세요.")
        }
        Failure::FileMissing { file, status } => {
            format!(
                "서버에 {file} 파일이 없습니다 (상태 {status}). 가중치가 함께 게시되었는지 확인한 뒤 다시 시도하세요."
            )
        }
        Failure::FileUnreachable { file, detail } => {
            format!("{file} 파일을 받아오지 못했습니다 ({detail}). 연결을 확인한 뒤 다시 시도하세요.")
        }
        Failure::FileSize { file, expected, found } => format!(
            "{file} 파일의 크기가 {}바이트가 아니라 {}바이트입니다. 잘렸거나 바뀐 파일입니다. 다시 시도하거나 페이지를 새로 고치세요.",
            expected.0, found.0
        ),
        Failure::FileStopped { file, received: Bytes(0), .. } => {
            format!(
                "{file} 파일이 오지 않습니다. 서버가 응답하지 않습니다. 연결을 확인한 뒤 다시 시도하세요."
            )
        }
        Failure::FileStopped { file, received, total } => {
            let of = total.map(|total| format!("{}바이트 중 ", total.0)).unwrap_or_default();
            format!(
                "{file} 파일을 받다가 멈췄습니다. {of}{}바이트를 받았습니다. 연결을 확인한 뒤 다시 시도하세요.",
                received.0
            )
        }
        Failure::FileReplaced { file, by: Substitute::WebPage } => format!(
            "서버가 {file} 파일 대신 웹 페이지를 보냈습니다. 모든 파일이 함께 게시되었는지 확인한 뒤 다시 시도하세요."
        ),
        Failure::FileReplaced { file, by: Substitute::Pointer } => format!(
            "서버가 {file} 파일 대신 대용량 파일 저장소(git LFS)의 포인터를 보냈습니다. 파일 자체를 게시한 뒤(git lfs pull) 다시 시도하세요."
        ),
        Failure::FileAltered { file } => {
            format!(
                "{file} 파일이 게시된 것과 다릅니다 (해시 불일치). 캐시 없이 새로 고친 뒤 다시 시도하세요."
            )
        }
        Failure::FileInvalid { file, detail } => {
            format!("{file} 파일을 읽을 수 없습니다 ({detail}). 캐시 없이 새로 고친 뒤 다시 시도하세요.")
        }
        Failure::NotPublished { network } => format!("{network} 네트워크는 아직 학습되지 않았습니다."),
        Failure::DeviceUnavailable { against } => format!(
            "주소에서 GPU를 지정했지만 사용할 수 없습니다: {}. 주소에서 “device”를 지우면 페이지가 알아서 고릅니다.",
            fallback_reason(Language::Korean, against)
        ),
        Failure::DeviceLost { detail } => format!("GPU 연결이 끊어졌습니다 ({detail})."),
        Failure::DeviceSilent { waited } => {
            format!("GPU가 {}초 동안 응답하지 않아 사용을 중단했습니다.", seconds(*waited))
        }
        Failure::Inference { detail } => format!("실행에 실패했습니다 ({detail}). 다시 시도하세요."),
        Failure::Incorrect { network, difference } => format!(
            "{network} 네트워크가 여기서 올바로 계산되지 않습니다. 확률이 {difference:.1e}만큼 다릅니다. 틀린 답의 시간은 의미가 없으므로 측정하지 않았습니다."
        ),
        Failure::Panicked { detail } => format!("프로그램이 멈췄습니다 ({detail})."),
        Failure::Message { detail } => {
            format!("페이지의 부분들이 서로 맞지 않습니다 ({detail}). 캐시 없이 새로 고치세요.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Adapter, Fallback, GpuReport};

    #[test]
    fn f49_a_device_that_cannot_be_had_is_told_in_words() {
        let software = Adapter { description: "SwiftShader".into(), software: true, ..Adapter::default() };
        for (against, english) in [
            (Some(Fallback::NoWebGpu), "this browser offers no WebGPU here"),
            (Some(Fallback::NoAdapter), "WebGPU found no graphics card it may use"),
            (None, "the GPU could not be started (SwiftShader)"),
        ] {
            let failure = Failure::from(GpuReport { adapter: Some(software.clone()), against });
            let sentence = failure_sentence(Language::English, &failure);
            assert!(sentence.contains(english), "{sentence}");
            for language in Language::ALL {
                let sentence = failure_sentence(language, &failure);
                for program_text in ["Some(", "None", "NoAdapter", "NoWebGpu", "InitFailed", "{"] {
                    assert!(!sentence.contains(program_text), "{sentence}");
                }
            }
        }
    }
}
